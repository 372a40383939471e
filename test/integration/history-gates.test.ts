import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Scenario } from '@loadero-test/server'
import { expect, test } from 'vitest'
import { head } from '../support/project.js'
import { createSessionEnvironment } from '../support/session-environment.js'

const gate = `metric('webrtc/audio/rtt/avg').notWorseThan(previousRuns(5), { by: '20%' })`

function callSpec({ expects = gate, count = 4, script = './script.js', title = 'call' } = {}): string {
  return `import { previousRuns } from 'loadero-test'
${head}test('${title}', {
    script: script('${script}'),
    startInterval: 1,
    participants: [{ name: 'caller', browser: 'chromeLatest', count: ${count} }],
    expects: [${expects}],
  })`
}

/** A project whose participants measure what `setRtt` says. */
async function createCalls(spec = callSpec()) {
  const metrics: Record<string, number[]> = { 'webrtc/audio/rtt': [100] }
  const scenario: Scenario = { default: { durationMs: 1_000, metrics } }
  const environment = await createSessionEnvironment({
    files: { 'specs/call.loadero.ts': spec, 'specs/other.js': 'client => { client.pause(1) }' },
    scenario,
  })
  let count = 0
  const call = async (rtt: number, options: Parameters<typeof environment.session>[0] = {}) => {
    metrics['webrtc/audio/rtt'] = [rtt]
    environment.requests.length = 0
    const notices: string[] = []
    const reporters = [
      { name: 'notices', onNotice: ({ message }: { message: string }) => void notices.push(message) },
    ]
    const summary = await environment.session({ sessionId: `s${++count}`, reporters, ...options })
    const [result] = summary.tests
    const check = result?.checks.find(({ kind }) => kind === 'expectation')
    return {
      verdict: result?.verdict,
      exit: summary.exit.code,
      check,
      warnings: result?.warnings ?? [],
      reasons: result?.reasons.map(({ message }) => message) ?? [],
      requests: environment.requests.map(({ line }) => line),
      notices,
      summary,
    }
  }
  return { ...environment, call }
}

test('compares with the earlier runs of the same script', async () => {
  const { call, write } = await createCalls()
  const first = await call(100)
  expect(first).toMatchObject({ verdict: 'passed', check: { outcome: 'skipped' } })
  expect(first.warnings).toEqual([
    '50th percentile of webrtc/audio/rtt/avg is not compared with earlier runs: 0 earlier runs with the same script and participants, and 3 are needed',
  ])
  await call(110)
  await call(120)
  expect(await call(132)).toMatchObject({ verdict: 'passed', check: { outcome: 'passed' } })
  const worse = await call(150)
  expect(worse).toMatchObject({ verdict: 'failed', check: { outcome: 'failed', actual: '150 ms' } })
  expect(worse.check?.title).toContain('≤ 138 ms, 20% worse than 115 ms of 4 earlier runs')
  // Other participants, then another script, have no history.
  await write({ 'specs/call.loadero.ts': callSpec({ count: 5 }) })
  expect(await call(150)).toMatchObject({ verdict: 'passed', check: { outcome: 'skipped' } })
  await write({ 'specs/call.loadero.ts': callSpec({ script: './other.js' }) })
  expect(await call(150)).toMatchObject({ verdict: 'passed', check: { outcome: 'skipped' } })
  expect(await call(150, { requireBaseline: true })).toMatchObject({
    verdict: 'errored',
    exit: 75,
    check: { outcome: 'errored' },
  })
  // Both again as they were: the runs between do not count.
  await write({ 'specs/call.loadero.ts': callSpec() })
  expect((await call(150)).check?.title).toContain('of 5 earlier runs')
})

test('reads each earlier run once, and stays within its requests', async () => {
  const { call, root } = await createCalls()
  for (let run = 0; run < 6; run++) await call(100)
  const cached = (await call(100)).requests
  await rm(join(root, 'cache'), { recursive: true })
  const uncached = (await call(100)).requests
  // Of each earlier run: its script, its participants, its results, and each of four results whole.
  expect(uncached.length - cached.length).toBe(5 * (3 + 4))
})

test('reads a part of a history that would take too many requests', async () => {
  const { call, root } = await createCalls(callSpec({ count: 50, expects: gate.replace('(5)', '(10)') }))
  for (let run = 0; run < 5; run++) await call(100)
  await rm(join(root, 'cache'), { recursive: true })
  const part = await call(100)
  expect(part).toMatchObject({ verdict: 'passed', check: { outcome: 'skipped' } })
  expect(part.warnings[0]).toContain('4 earlier runs with the same script and participants, and 5 are needed')
  expect(part.warnings[0]).toContain('others would take more than 240 requests')
  // The next session reads the rest.
  expect(await call(100)).toMatchObject({ verdict: 'passed', check: { outcome: 'passed' } })
})

test('a history that cannot be read is errored', async () => {
  const { call, fetch } = await createCalls()
  for (let run = 0; run < 3; run++) await call(100)
  const failing = await call(100, {
    fetch: (url, init) =>
      /tests\/\d+\/runs\/\?.*order_by=-id.*limit=100|tests\/\d+\/runs\/\?.*limit=100.*order_by=-id/.test(url)
        ? Promise.resolve(new Response('{"detail":"x"}', { status: 403 }))
        : fetch(url, init),
  })
  expect(failing.verdict).toBe('errored')
  expect(failing.reasons[0]).toContain('they could not be read')
})

test('a baseline file is written, compared and reviewed', async () => {
  const { call, root, write } = await createCalls()
  const file = join(root, 'loadero-baseline.json')
  const written = await call(100, { updateBaseline: true })
  expect(written).toMatchObject({ verdict: 'passed', check: { outcome: 'skipped' } })
  expect(written.notices).toEqual(['the baseline of 1 test is written to loadero-baseline.json'])
  const text = await readFile(file, 'utf8')
  expect(JSON.parse(text)).toMatchObject({
    version: 1,
    tests: { call: { service: { values: { '50th percentile of webrtc/audio/rtt/avg': 100 } } } },
  })
  // The same values give the same bytes.
  await call(100, { updateBaseline: true })
  expect(await readFile(file, 'utf8')).toBe(text)
  expect(await call(121, { requireBaseline: true })).toMatchObject({ verdict: 'failed' })
  expect(await call(119, { requireBaseline: true })).toMatchObject({
    verdict: 'passed',
    check: {
      title:
        '50th percentile of webrtc/audio/rtt/avg ≤ 120 ms, 20% worse than 100 ms of loadero-baseline.json',
    },
  })
  // Tests of other spec files stay.
  await write({ 'specs/mail.loadero.ts': callSpec({ title: 'another' }) })
  await call(100, { updateBaseline: true })
  const tests = Object.keys((JSON.parse(await readFile(file, 'utf8')) as { tests: object }).tests)
  expect(tests).toEqual(['another', 'call'])
  // An entry of another script proves nothing.
  await write({ 'specs/call.loadero.ts': callSpec({ script: './other.js' }) })
  const other = await call(100)
  expect(other.check?.outcome).toBe('skipped')
  expect(other.warnings[0]).toContain('is of another script; write it again with --update-baseline')
  expect(await call(100, { requireBaseline: true })).toMatchObject({ verdict: 'errored' })
})

test('a failed test does not become a baseline', async () => {
  const strict = `${gate}, metric('webrtc/audio/rtt/avg').max().lessThan(50)`
  const { call, root } = await createCalls(callSpec({ expects: strict }))
  const failed = await call(100, { updateBaseline: true })
  expect(failed.notices).toEqual(["the baseline of 'call' is not written: it failed"])
  await expect(readFile(join(root, 'loadero-baseline.json'))).rejects.toThrow('ENOENT')
})

test.each(['{', '[]', '{"version":2,"tests":{}}', '{"version":1,"tests":{"call":{"moon":{}}}}'])(
  'a damaged baseline file launches nothing: %s',
  async (text) => {
    const { call, root, runs } = await createCalls()
    await writeFile(join(root, 'loadero-baseline.json'), text)
    const { exit, summary } = await call(100)
    expect(exit).toBe(2)
    expect(summary.errors[0]?.message).toContain('loadero-baseline.json cannot be read')
    expect(await runs()).toEqual([])
  },
)

test.each(['local', 'simulated'] as const)('%s runs are compared with a baseline file only', async (kind) => {
  const { call } = await createCalls()
  const target = { kind }
  const first = await call(100, { target })
  expect(first.warnings.at(-1)).toContain(`has no baseline of ${kind} runs of this test`)
  await call(100, { target, updateBaseline: true })
  expect(await call(121, { target })).toMatchObject({ verdict: 'failed' })
  // Values of another place are not compared.
  expect((await call(500)).check?.title).toContain('of 3 earlier runs')
})

test('an unclear comparison is refused with the way out', async () => {
  const { session } = await createCalls(
    callSpec({
      expects: [
        `metric('webrtc/audio/rtt/avg').notWorseThan(previousRuns(0), { by: '20%' })`,
        `metric('webrtc/audio/rtt/avg').notWorseThan(previousRuns(5), { by: '-3%' as '3%' })`,
        `metric('webrtc/audio/level/in/avg').notWorseThan(previousRuns(5), { by: '20%' })`,
        `(metric('webrtc/audio/rtt/avg').share(0.9) as any).notWorseThan(previousRuns(5), { by: '20%' })`,
        `metric('webrtc/audio/rtt/avg').notWorseThan(5 as never, undefined as never)`,
      ].join(', '),
    }),
  )
  const { diagnostics, exit } = await session()
  expect(exit.code).toBe(2)
  expect(diagnostics.map(({ message }) => message.replace("test 'call': ", ''))).toMatchInlineSnapshot(`
    [
      "expects[0]: notWorseThan() needs previousRuns(n) with a whole number from 1 to 100",
      "expects[1]: notWorseThan() needs a margin: { by: '20%' }, or a number of at least 0 in the unit of the metric",
      "expects[2]: notWorseThan() needs to know which values of the metric are better: { by: '20%', better: 'lower' } or 'higher'",
      "expects[3]: notWorseThan() needs one number of each participant, which neither a share nor a metric per second has",
      "expects[4]: notWorseThan() needs previousRuns(n) with a whole number from 1 to 100",
      "expects[4]: notWorseThan() needs a margin: { by: '20%' }, or a number of at least 0 in the unit of the metric",
    ]
  `)
})
