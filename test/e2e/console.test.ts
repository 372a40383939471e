import { expect, test } from 'vitest'
import { run, start } from '../support/command.js'
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
  expect(stdout).toMatch(/^ {2}alpha: run \d+ is done[^]*^ {4}✓ script {2}1\/1$/m)
  expect(stdout).not.toContain('\u001b')
})
