import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { startLoadero } from '../support/loadero.js'
import { normalizeOutput } from '../support/normalize-output.js'
import { createProject, head, spec } from '../support/project.js'

const files = {
  'specs/call.ts': `import { defineScript } from 'loadero-test/script'
import { join } from './lib/join'
export default defineScript<{ room: string }>((client, { room }) => { join(client, room) })
`,
  'specs/lib/join.ts': `import type { Client } from 'loadero-test/script'
export const join = (client: Client, room: string): void => void client.url('https://example.com/' + room)
export const unused = (): string => 'not wanted here'
`,
}

const typed = spec('calls').replace("'./script.js'", "'./call.ts', { vars: { room: 'demo' } }")

test('a TypeScript script is bundled to one stable function', async () => {
  const { client, env } = await startLoadero()
  const texts: (string | undefined)[] = []
  for (let time = 0; time < 2; time++) {
    const root = await createProject({ ...files, 'specs/a.loadero.ts': typed })
    expect((await run(root, [], env)).code).toBe(0)
    const [remote] = (await client.tests.list()).results
    texts.push((await client.files.get(remote?.script_file_id ?? 0)).content)
  }
  expect(texts[0]).toContain('https://example.com/')
  expect(texts[0]).toContain('{"room":"demo"}')
  expect(texts[0]).not.toMatch(/import |export |not wanted|: string/)
  expect(texts[1]).toBe(texts[0])
})

test.each([
  ['a secret', typed.replace("'demo'", "secret('hunter2')").replace('import {', 'import { secret,')],
  ['an inline function', spec('calls').replace("script('./script.js')", '(client) => client.end()')],
  ['an import that is not there', typed.replace('./call.ts', './broken.ts')],
])('%s in the script is refused before any request', async (_, text) => {
  const root = await createProject({
    ...files,
    'specs/broken.ts': "import { x } from './nowhere'\nexport default () => x",
    'specs/a.loadero.ts': text,
  })
  const { code, stdout } = await run(root, ['list'])
  expect(normalizeOutput(stdout)).toMatchSnapshot()
  expect(stdout).not.toContain('hunter2')
  expect(code).toBe(2)
})

test('a script in the wrong language is refused', async () => {
  const { client, env } = await startLoadero()
  const root = await createProject({
    'specs/script.py': 'def test_on_loadero(driver):\n    driver.navigate_to("https://example.com/")\n',
    'specs/a.loadero.ts': spec('snake').replace('./script.js', './script.py'),
    'specs/b.loadero.ts': `${head}test.todo('later')`,
  })
  const { code, stdout } = await run(root, [], env)
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    specs/a.loadero.ts:2 warning no-checks
      test 'snake': has no check: no assert, no expectation, no callback, and no assertion or wait in its script
      Add \`asserts\` or \`expects\`, or wait for an element in the script.
    1 test in 1 file

    ! snake  <duration>

    SKIPPED later specs/b.loadero.ts:2  marked todo

    The script of 'snake' is in python, but the scripts of the project are in javascript
      A project at Loadero has one script language. Use another project, or another script.

    Tests         1 errored, 1 skipped of 2
    Participants  0 passed of 0
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 2: the session could not be set up
    "
  `)
  expect(code).toBe(2)
  expect((await client.tests.list()).results).toEqual([])
})
