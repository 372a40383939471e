import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { XMLValidator } from 'fast-xml-parser'
import { afterAll, expect, test } from 'vitest'
import { run, type RunningCommand, start } from '../support/command.js'
import { startLoadero } from '../support/loadero.js'
import { descendantsOf, survivors } from '../support/processes.js'
import { createProject, spec } from '../support/project.js'

/** How a command is ended, and its exit code; a closed pipe must not change it. */
const causes = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGQUIT: 131,
  SIGTERM: 143,
  SIGKILL: null,
  'a closed pipe': 0,
} as const

type Cause = keyof typeof causes

/** The request that a phase waits for. It is held for some time, so that the command is ended during it. */
const phases = {
  plan: { method: 'GET', path: '/projects/*/tests/' },
  apply: { method: 'POST', path: '/projects/*/tests/' },
  launch: { method: 'POST', path: '/projects/*/tests/*/runs/' },
  poll: { method: 'GET', path: '/projects/*/runs/' },
  results: { method: 'GET', path: '/projects/*/runs/*/results/' },
  reports: undefined,
} as const

type Phase = keyof typeof phases
type Target = 'remote' | 'simulated'

const holdMs = 1_500

/** Every combination if LOADERO_TEST_KILL_MATRIX is set, otherwise each phase and each cause once. */
const combinations: readonly (readonly [Target, Phase, Cause])[] = process.env['LOADERO_TEST_KILL_MATRIX']
  ? [
      ...(Object.keys(phases) as Phase[]).flatMap((phase) =>
        (Object.keys(causes) as Cause[]).map((cause) => ['remote', phase, cause] as const),
      ),
      ...(Object.keys(causes) as Cause[]).map((cause) => ['simulated', 'reports', cause] as const),
    ]
  : [
      ['remote', 'plan', 'SIGHUP'],
      ['remote', 'apply', 'SIGQUIT'],
      ['remote', 'launch', 'SIGTERM'],
      ['remote', 'poll', 'SIGKILL'],
      ['remote', 'results', 'a closed pipe'],
      ['remote', 'reports', 'SIGINT'],
      ['simulated', 'reports', 'SIGKILL'],
    ]

/** Says on stderr when reports begin, and holds them. */
const slowReporter = `export default { name: 'slow', onEnd: async () => {
  process.stderr.write('reports begin\\n')
  await new Promise((resolve) => setTimeout(resolve, ${holdMs}))
} }`

const rows: string[] = []
afterAll(() =>
  console.log(['target     phase    cause          code  runs        reports', ...rows].join('\n')),
)

test.each(combinations)(
  '%s: a command in %s ended by %s leaves nothing unnamed',
  async (target, phase, cause) => {
    const held = phases[phase]
    const lasts = (phase === 'poll' || phase === 'launch') && cause !== 'a closed pipe'
    const server = await startLoadero(
      { default: { durationMs: lasts ? 3_600_000 : 100 } },
      held ? [{ ...held, times: 1, effect: { latencyMs: holdMs } }] : [],
    )
    const root = await createProject({
      'specs/a.loadero.ts': spec('alpha'),
      'scenario.json': {},
      'slow.mjs': slowReporter,
    })
    const temporary = join(root, 'tmp')
    await mkdir(temporary)
    const env = { ...(target === 'remote' && server.env), TMPDIR: temporary }
    const reporters = [
      '--reporter',
      'list',
      '--reporter',
      'junit',
      '--reporter',
      'json',
      '--reporter',
      './slow.mjs',
    ]
    const args = target === 'remote' ? reporters : ['--simulate', 'scenario.json', ...reporters]
    const command = start(root, args, env)
    if (held) await waitForRequest(server.requests, held)
    else await command.waitForOutput('reports begin')
    const children = descendantsOf(command.pid)
    end(command, cause)
    const { code, stdout, stderr } = await command.exited
    expect(code).toBe(causes[cause])
    // The server carries out a request that it holds, although its sender is gone.
    await new Promise((resolve) => setTimeout(resolve, cause === 'SIGKILL' ? holdMs : 0))
    const { results: runs } = await server.client.runs.list()
    const live = runs.filter(({ status }) => !['done', 'aborted'].includes(status ?? ''))
    if (cause === 'SIGKILL') await expectRecovery(root, env, live, server)
    else await expectReports(root, `${stdout}${stderr}`, live)
    expect(survivors(children)).toEqual([])
    // What a killed process left is removed at the next start.
    if (cause === 'SIGKILL' && target === 'simulated') await run(root, args, env)
    // Only the cache of compiled specs stays.
    const left = await readdir(temporary)
    expect(left.filter((name) => !name.startsWith('loadero-test-cache-'))).toEqual([])
    rows.push(
      `${target.padEnd(11)}${phase.padEnd(9)}${cause.padEnd(15)}${String(code).padEnd(6)}${`${runs.length}, ${live.length} live`.padEnd(12)}${cause === 'SIGKILL' ? 'stopped by the next command' : 'valid'}`,
    )
  },
)

function end(command: RunningCommand, cause: Cause) {
  if (cause === 'a closed pipe') command.closeOutput()
  else command.kill(cause)
}

/** Polls, because the server records requests when they arrive. */
async function waitForRequest(
  requests: readonly string[],
  held: { readonly method: string; readonly path: string },
) {
  const pattern = new RegExp(`^${held.method} /v2${held.path.replaceAll('*', String.raw`\d+`)}$`)
  await expect.poll(() => requests.some((line) => pattern.test(line)), { interval: 10 }).toBe(true)
}

async function expectReports(root: string, output: string, live: readonly { readonly id: number }[]) {
  const xml = await readFile(join(root, '.loadero', 'junit.xml'), 'utf8')
  expect(XMLValidator.validate(xml)).toBe(true)
  const json = await readFile(join(root, '.loadero', 'report.json'), 'utf8')
  expect(JSON.parse(json)).toMatchObject({ tests: [{ name: 'alpha' }] })
  for (const { id } of live) expect(`${output}${xml}`).toContain(`run ${id}`)
}

/** After a kill no report can be written: the next command names what is left, and stop ends it. */
async function expectRecovery(
  root: string,
  env: Readonly<Record<string, string>>,
  live: readonly { readonly id: number }[],
  { client }: Awaited<ReturnType<typeof startLoadero>>,
) {
  if (live.length === 0) return
  const next = await run(root, ['list'], env)
  expect(next.stderr).toMatch(/^Session \S+ was killed/)
  expect((await run(root, ['stop', 'last'], env)).code).toBe(0)
  const { results } = await client.runs.list()
  expect(results.map(({ status }) => status)).toEqual(live.map(() => 'aborted'))
  expect((await run(root, ['list'], env)).stderr).toBe('')
}
