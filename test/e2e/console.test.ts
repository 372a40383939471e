import { expect, test } from 'vitest'
import { run, start } from '../support/command.js'
import { normalizeOutput } from '../support/normalize-output.js'
import { createProject, spec } from '../support/project.js'

const scenario = { speed: 20, default: { durationMs: 20_000 } }
const [hideCursor, showCursor] = ['\u001b[?25l', '\u001b[?25h']

test('a terminal shows progress, then the exit code', async () => {
  const root = await createProject({ 'specs/a.loadero.ts': spec('alpha'), 'scenario.json': scenario })
  const { stdout, code } = await run(root, ['--simulate', 'scenario.json'], { LOADERO_TERMINAL: '80x24' })
  expect(code).toBe(0)
  expect(stdout).toMatch(/● alpha {2}\w+ +1 participant/)
  expect(stdout.indexOf(showCursor)).toBeGreaterThan(stdout.indexOf(hideCursor))
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('Exit 0: all tests passed')
})

test('a second interrupt restores the cursor', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': spec('alpha'),
    'scenario.json': { speed: 'real', default: { durationMs: 600_000, prepareMs: 600_000 } },
  })
  const command = start(root, ['--simulate', 'scenario.json'], { LOADERO_TERMINAL: '80x24' })
  await command.waitForOutput(hideCursor)
  await command.waitForOutput('● alpha')
  command.kill('SIGINT')
  await command.waitForOutput('Interrupted')
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  command.kill('SIGINT')
  const { stdout } = await command.exited
  expect(stdout.lastIndexOf(showCursor)).toBeGreaterThan(stdout.lastIndexOf(hideCursor))
})

test('the verbose reporter prints every status and check', async () => {
  const root = await createProject({ 'specs/a.loadero.ts': spec('alpha'), 'scenario.json': {} })
  const { stdout } = await run(root, ['--simulate', 'scenario.json', '--reporter', 'verbose'])
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    1 test in 1 file

      alpha: applying the plan
      alpha: launching
      alpha: run 1 launched
      alpha: run 1 is done
      alpha: collecting the results
    ✓ alpha  1/1 participant  <duration>  2 CU  ran exactly what specs/a.loadero.ts says (<hash>)
        ✓ script: passed for 1 of 1 participant

    Tests         1 passed of 1
    Participants  1 passed of 1 (simulated)
    Compute units 2 (estimated 2)
    Duration      <duration>
    Session       <session>
    Exit 0: all tests passed
    "
  `)
  expect(stdout).not.toContain('\u001b')
})
