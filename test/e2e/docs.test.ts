import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { normalizeOutput } from '../support/normalize-output.js'
import { createProject } from '../support/project.js'

function read(path: string) {
  return readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')
}

/** The first fenced block of a language, without the indentation of its list. */
function block(markdown: string, language: string): string {
  const [, indent = '', code = ''] =
    new RegExp(`^( *)\`\`\`${language}\n(.*?)\n *\`\`\`$`, 'ms').exec(markdown) ?? []
  return code.replaceAll(new RegExp(`^${indent}`, 'gm'), '')
}

const metrics = {
  'machine/cpu/used': [10, 20],
  'webrtc/audio/rtt': [100, 120],
}

test('the first test of the README runs unchanged', async () => {
  const readme = await read('README.md')
  const root = await createProject({
    'specs/home.js': block(readme, 'js'),
    'specs/home.loadero.ts': block(readme, 'ts'),
    'scenario.json': { default: { metrics } },
  })
  const { code, stdout } = await run(root, ['--simulate', 'scenario.json'])
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    1 test in 1 file

      the home page opens for ten people: run 1 launched
    ✓ the home page opens for ten people  10/10 participants  <duration>  20 CU  ran exactly what specs/home.loadero.ts says (<hash>)

    Tests         1 passed of 1
    Participants  10 passed of 10 (simulated)
    Compute units 20 (estimated 20)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 0: all tests passed
    "
  `)
  expect(code).toBe(0)
})

test('the spec tour of the runner README runs unchanged', async () => {
  const root = await createProject({
    'specs/call.js': 'client => client.end()',
    'specs/call.loadero.ts': block(await read('packages/runner/README.md'), 'ts'),
    'scenario.json': { default: { metrics } },
  })
  const { code, stdout } = await run(root, ['--simulate', 'scenario.json'], { APP_URL: 'http://127.0.0.1/' })
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    1 test in 1 file

      call > two people hear each other: run 1 launched
    ✓ call > two people hear each other  5/5 participants  <duration>  10 CU  ran exactly what specs/call.loadero.ts says (<hash>)

    Tests         1 passed of 1
    Participants  5 passed of 5 (simulated)
    Compute units 10 (estimated 10)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 0: all tests passed
    "
  `)
  expect(code).toBe(0)
})
