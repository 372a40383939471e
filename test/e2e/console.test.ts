import { expect, test } from 'vitest'
import { run, start } from '../support/command.js'
import { normalizeOutput } from '../support/normalize-output.js'
import { createProject, spec } from '../support/project.js'

const scenario = { pace: 20, default: { durationMs: 20_000 } }
const [hideCursor, showCursor] = ['\u001b[?25l', '\u001b[?25h']

test('on a terminal a window comes and goes, and the last line is still the exit code', async () => {
  const root = await createProject({ 'specs/a.loadero.ts': spec('alpha'), 'scenario.json': scenario })
  const { stdout, code } = await run(root, ['--simulate', 'scenario.json'], { LOADERO_TERMINAL: '80x24' })
  expect(code).toBe(0)
  expect(stdout).toMatch(/● alpha {2}\w+ +1 participant/)
  expect(stdout.indexOf(showCursor)).toBeGreaterThan(stdout.indexOf(hideCursor))
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('Exit 0: all tests passed')
})

test('whoever leaves at once gets the cursor back', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': spec('alpha'),
    'scenario.json': { pace: 'real', default: { durationMs: 600_000, prepareMs: 600_000 } },
  })
  const command = start(root, ['--simulate', 'scenario.json'], { LOADERO_TERMINAL: '80x24' })
  await command.said(hideCursor)
  await command.said('● alpha')
  command.kill('SIGINT')
  await command.said('Interrupted')
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  command.kill('SIGINT')
  const { stdout } = await command.ended
  expect(stdout.lastIndexOf(showCursor)).toBeGreaterThan(stdout.lastIndexOf(hideCursor))
})

test('what is verbose tells every status and every check, without colours in a pipe', async () => {
  const root = await createProject({ 'specs/a.loadero.ts': spec('alpha'), 'scenario.json': {} })
  const { stdout } = await run(root, ['--simulate', 'scenario.json', '--reporter', 'verbose'])
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    1 test in 1 file

      alpha: applying the plan
      alpha: launching
      alpha: run 1 launched
      alpha: run 1 is done
      alpha: reading the results
    ✓ alpha  1/1 participant  <duration>  2 CU
        ✓ script  1/1

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
