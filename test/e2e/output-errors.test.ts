import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { run, start } from '../support/command.js'
import { startLoadero } from '../support/loadero.js'
import { createProject, spec } from '../support/project.js'

const main = fileURLToPath(new URL('../../packages/cli/bin/loadero-test.js', import.meta.url))

/** How the output is connected, as lines of shell in which "$@" is the command. The commands take turns. */
const outputs = [
  '{ "$@" 2>/dev/full; echo $? > code; } | true',
  '{ "$@" 2>&1 >/dev/full; echo $? > code; } | true',
]

/** A command with its exit code, which its output must not change. */
interface Row {
  readonly line: string
  readonly code: number
  /** The command that goes before. */
  readonly before?: string
}

const commands: readonly Row[] = [
  { line: 'run --reporter list,junit', code: 1 },
  { line: 'run --simulate scenario.json --reporter json=-,junit', code: 1 },
  { line: 'list', code: 0 },
  { line: 'list --format json', code: 0 },
  { line: 'plan', code: 0 },
  { line: 'plan --detailed-exitcode --format json', code: 2 },
  { line: 'push', code: 0 },
  { line: 'prune --yes', code: 0 },
  { line: 'pull --out-dir pulled', code: 3 },
  { line: 'api GET projects/1/tests/', code: 0 },
  { line: 'attach last --reporter list,junit', code: 1, before: 'run --detach' },
  { line: 'stop last', code: 0, before: 'run --detach' },
  { line: 'report last --reporter list,junit', code: 1, before: 'run --simulate scenario.json' },
  {
    line: 'merge-reports . --reporter list,junit',
    code: 1,
    before: 'run --simulate scenario.json --shard 1/1',
  },
  { line: 'doctor --format json', code: 0 },
  { line: 'init --ci none', code: 0 },
  { line: '--help', code: 0 },
  { line: '--version', code: 0 },
  { line: 'list --no-such-option', code: 2 },
]

const rows = commands.map((row, index) => ({ ...row, output: outputs[index % outputs.length] ?? '' }))

test.each(rows)('$line ends with $code without an output', async ({ line, code, before, output }) => {
  const scenario = { default: { result: 'fail' as const, message: '✖ gone' } }
  const server = await startLoadero(scenario)
  const root = await createProject({ 'specs/a.loadero.ts': spec('alpha'), 'scenario.json': scenario })
  if (before !== undefined) await run(root, before.split(' '), server.env)
  const env = { PATH: process.env['PATH'], HOME: root, ...server.env }
  const words = ['-c', output, 'sh', process.execPath, main, ...line.split(' ')]
  await new Promise<void>((resolve) => execFile('/bin/sh', words, { cwd: root, env }, () => resolve()))
  const xml = line.includes('junit') ? await readFile(join(root, '.loadero', 'junit.xml'), 'utf8') : '<none/>'
  expect(XMLValidator.validate(xml)).toBe(true)
  expect(Number(await readFile(join(root, 'code'), 'utf8'))).toBe(code)
})

test('serve goes on without an output', async () => {
  const port = await freePort()
  const root = await createProject({})
  const command = start(root, ['serve', '--engine', 'none', '--port', String(port)])
  command.closeOutput()
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/v2/`).then(
      ({ status }) => status,
      () => 0,
    )
  await expect.poll(answers, { interval: 50 }).toBe(200)
  expect(await answers()).toBe(200)
  command.kill('SIGTERM')
  expect((await command.exited).code).toBe(0)
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
