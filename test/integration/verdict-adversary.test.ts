import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fetch } from '@loadero-test/core'
import { githubReporter, htmlReporter, jsonReporter, junitReporter } from '@loadero-test/runner'
import { afterAll, expect, test } from 'vitest'
import { createSessionEnvironment, verdictsOf } from '../support/session-environment.js'

// oxlint-disable-next-line typescript/no-explicit-any -- the body of any response
type Body = any

const specFile = `import { metric, script, successRate, test } from 'loadero-test'
test('call', {
  script: script('./script.js'),
  groups: [{ name: 'pair', count: 2, participants: [
    { name: 'caller', browser: 'chromeLatest' },
    { name: 'callee', browser: 'firefoxLatest' },
  ] }],
  participants: [{ name: 'observer', browser: 'chromeLatest', location: 'eu-central-1' }],
  asserts: [
    metric('webrtc/audio/rtt/avg').lessThan(200),
    metric('machine/cpu/used/95th').atMost(90).when({ participantName: 'caller' }),
  ],
  expects: [metric('webrtc/video/fps/in/avg').min().atLeast(20), successRate().atLeast(1)],
})
`

const sources = {
  launch: /^POST .*\/tests\/\d+\/runs\/$/,
  poll: /^GET .*\/projects\/1\/runs\/(\d+\/)?$/,
  script: /^GET .*\/files\/\d+\/$/,
  participants: /^GET .*\/runs\/\d+\/participants\/$/,
  list: /^GET .*\/runs\/\d+\/results\/$/,
  detail: /^GET .*\/runs\/\d+\/results\/\d+\/$/,
  /** The list and each result alone. */
  results: /^GET .*\/runs\/\d+\/results\/(\d+\/)?$/,
  statistics: /\/statistics\/$/,
} as const

/** Source, what is wrong with its answer, and the invariant that it violates. */
const cases: readonly (readonly [keyof typeof sources, string, (body: Body) => void, RegExp])[] = [
  ['script', 'another script', (b) => (b.content = 'client => client.end()'), /run \d+ is not of specs/],
  ['script', 'an empty script', (b) => (b.content = ''), /run \d+ is not of specs/],
  [
    'script',
    'another content hash',
    (b) => (b.content = b.content.replace(/"hash":"\w/, '"hash":"z')),
    /run \d+ is not of specs/,
  ],
  [
    'script',
    'a push in progress',
    (b) => (b.content = b.content.replace(/"hash":"\w+",/, '')),
    /a push was in progress/,
  ],
  ...(
    [
      ['test_name', 'other'],
      ['test_mode', 'load'],
      ['increment_strategy', 'random'],
      ['start_interval', 9],
      ['participant_timeout', 9],
      ['test_id', 77],
    ] as const
  ).map(
    ([key, value]) =>
      [
        'poll',
        `a run with another ${key}`,
        (b: Body) => rows(b).forEach((run) => (run[key] = value)),
        /is not of specs/,
      ] as const,
  ),
  ['poll', 'a success rate of 2', (b) => rows(b).forEach((run) => (run.success_rate = 2)), /success-rate/],
  [
    'poll',
    'a success rate of 0.5',
    (b) => rows(b).forEach((run) => (run.success_rate = 0.5)),
    /success rate of 0.5/,
  ],
  ['poll', 'no success rate', (b) => rows(b).forEach((run) => delete run.success_rate), /success rate/],
  [
    'poll',
    'metrics that are calculated',
    (b) => rows(b).forEach((run) => (run.metric_status = 'calculating')),
    /metrics-available/,
  ],
  [
    'poll',
    'an unknown metric status',
    (b) => rows(b).forEach((run) => (run.metric_status = 'soon')),
    /metrics-available/,
  ],
  [
    'poll',
    'another number of participants',
    (b) => rows(b).forEach((run) => (run.participant_count = 4)),
    /participants-of-spec/,
  ],
  [
    'participants',
    'one participant fewer',
    (b) => b.results.pop(),
    /participants-of-spec|result-of-participant|only 4 of 5 rows/,
  ],
  [
    'participants',
    'one participant more',
    (b) => b.results.push({ ...b.results[0], id: 99 }),
    /participants-of-spec/,
  ],
  ['participants', 'another name', (b) => (b.results[0].participant_name = 'x'), /participants-of-spec/],
  ['participants', 'another group', (b) => (b.results[0].group_name = 'x'), /participants-of-spec/],
  ['participants', 'a participant of another run', (b) => (b.results[0].run_id = 99), /participants-of-spec/],
  ...(
    ['browser', 'network', 'location', 'compute_unit', 'audio_feed', 'video_feed', 'record_audio'] as const
  ).map(
    (key) =>
      [
        'participants',
        `another ${key}`,
        (b: Body) => (b.results[0][key] = key === 'record_audio' ? true : 'other1'),
        /participants-of-spec/,
      ] as const,
  ),
  [
    'list',
    'a copy under a new id',
    (b) => (b.results[1] = { ...b.results[0], id: 99 }),
    /result-of-participant|404/,
  ],
  ['list', 'a row fewer', (b) => b.results.pop(), /only 4 of 5 rows/],
  ['list', 'no rows', (b) => (b.results = null), /have no result|could not be read/],
  [
    'list',
    'a participant of another run',
    (b) => (b.results[0].participant_details.run_id = 99),
    /result-of-participant/,
  ],
  [
    'list',
    'an unknown participant',
    (b) =>
      Object.assign(b.results[0], {
        run_participant_id: 99,
        participant_details: { ...b.results[0].participant_details, id: 99 },
      }),
    /result-of-participant/,
  ],
  ['list', 'two ids of participants', (b) => (b.results[0].run_participant_id = 99), /result-of-participant/],
  [
    'list',
    'two owners exchanged',
    (b) =>
      ([b.results[0].participant_details, b.results[1].participant_details] = [
        b.results[1].participant_details,
        b.results[0].participant_details,
      ]),
    /result-of-participant/,
  ],
  [
    'list',
    'pass with a failed script',
    (b) => (b.results[0].selenium_result = 'fail'),
    /result-list-and-detail|result-status/,
  ],
  ['list', 'no status of the script', (b) => delete b.results[0].selenium_result, /result-list-and-detail/],
  [
    'list',
    'a row twice that differs',
    (b) => b.results.push({ ...b.results[0], status: 'fail' }),
    /twice, with different content/,
  ],
  [
    'detail',
    'pass with a failed script',
    (b) => (b.selenium_result = 'fail'),
    /result-list-and-detail|result-status/,
  ],
  ['detail', 'another result', (b) => (b.id = 99), /the response is about 99/],
  [
    'detail',
    'another participant',
    (b) =>
      Object.assign(b, { run_participant_id: 99, participant_details: { ...b.participant_details, id: 99 } }),
    /result-of-participant|result-list-and-detail/,
  ],
  [
    'detail',
    'an end before the start',
    (b) => (b.end = '2020-01-01T00:00:00Z'),
    /result-list-and-detail|result-status/,
  ],
  [
    'detail',
    'an assert of unknown status',
    (b) => (b.asserts[0].status = 'maybe'),
    /assert-of-result|assert-counts/,
  ],
  ['detail', 'an assert that failed', (b) => (b.asserts[0].status = 'fail'), /assert/],
  ['detail', 'a value against its pass', (b) => (b.asserts[0].actual = '900'), /assert-of-result/],
  ['detail', 'a value that is not a number', (b) => (b.asserts[0].actual = '0x10'), /assert-of-result/],
  ['detail', 'no value of an assert', (b) => delete b.asserts[0].actual, /assert-of-result/],
  ['detail', 'an assert twice', (b) => b.asserts.push(b.asserts[0]), /assert-of-result|assert-counts/],
  ['detail', 'no asserts', (b) => (b.asserts = null), /assert-of-result|assert-counts/],
  ['detail', 'another limit', (b) => (b.asserts[0].expected = '900'), /assert-of-result/],
  ['detail', 'an assert of another result', (b) => (b.asserts[0].result_id = 99), /result-list-and-detail/],
  ['detail', 'no samples', (b) => (b.metrics.webrtc['webrtc/video/fps/in'].data_count = 0), /metric-value/],
  [
    'detail',
    'a negative value',
    (b) => (b.metrics.webrtc['webrtc/video/fps/in'].minimum = -1),
    /metric-value/,
  ],
  [
    'detail',
    'an average above the maximum',
    (b) => (b.metrics.webrtc['webrtc/video/fps/in'].average = 900),
    /metric-value/,
  ],
  [
    'detail',
    'the name of another metric',
    (b) => (b.metrics.webrtc['webrtc/video/fps/in'].metric_path = 'x'),
    /metric-value/,
  ],
  ['statistics', 'more checks than participants', (b) => (b.asserts[0].pass = 9), /assert-counts/],
  ['statistics', 'fewer checks than participants', (b) => (b.asserts[0].pass = 3), /assert-/],
  ['statistics', 'a negative count', (b) => (b.asserts[0].fail = -1), /assert-counts/],
  ['statistics', 'an assert fewer', (b) => b.asserts.pop(), /asserts-of-spec/],
  [
    'statistics',
    'an assert more',
    (b) => b.asserts.push({ ...b.asserts[0], run_assert_id: 99, path: 'machine/ram/used/avg' }),
    /asserts-of-spec/,
  ],
  [
    'statistics',
    'other preconditions',
    (b) => (b.asserts[1].preconditions[0].expected = 'callee'),
    /asserts-of-spec/,
  ],
  ['statistics', 'no preconditions', (b) => (b.asserts[1].preconditions = null), /asserts-of-spec/],
  [
    'statistics',
    'an assert that was checked on none',
    (b) => Object.assign(b.asserts[1], { pass: 0, skip: 5 }),
    /assert-/,
  ],
  ['statistics', 'a status against the counts', (b) => (b.asserts[0].status = 'fail'), /assert-counts/],
  ['statistics', 'no asserts', (b) => (b.asserts = null), /asserts-of-spec/],
  [
    'statistics',
    'half a participant',
    (b) => Object.assign(b.asserts[0], { pass: 4.5, fail: 0 }),
    /assert-|could not be read/,
  ],
  ['statistics', 'an unknown status', (b) => (b.asserts[0].status = 'unknown'), /assert-counts/],
  [
    'statistics',
    'two asserts of one id',
    (b) => (b.asserts[1].run_assert_id = b.asserts[0].run_assert_id),
    /assert/,
  ],
  ['statistics', 'another operator', (b) => (b.asserts[0].operator = 'lte'), /asserts-of-spec/],
  [
    'poll',
    'an end of execution before its start',
    (b) => rows(b).forEach((run) => (run.execution_finished = '2020-01-01T00:00:00Z')),
    /run-complete/,
  ],
  [
    'poll',
    'no start of execution',
    (b) => rows(b).forEach((run) => (run.execution_started = '0001-01-01T00:00:00Z')),
    /run-complete/,
  ],
  [
    'poll',
    'a run of another time',
    (b) => rows(b).forEach((run) => (run.created = '2020-01-01T00:00:00Z')),
    /is not the one that was launched|run/,
  ],
  [
    'poll',
    'another number of groups',
    (b) => rows(b).forEach((run) => (run.group_count = 7)),
    /run-complete|participants-of-spec/,
  ],
  [
    'poll',
    'a success rate in a text',
    (b) => rows(b).forEach((run) => (run.success_rate = 'all')),
    /success|could not|run/,
  ],
  ['poll', 'an upper-case status', (b) => rows(b).forEach((run) => (run.status = 'DONE')), /status|run/],
  [
    'participants',
    'one copy of the group',
    (b) => rows(b).forEach((one) => one.group_name && (one.group_num = 0)),
    /participants-of-spec/,
  ],
  ['participants', 'no rows', (b) => (b.results = null), /participants-of-spec|only|result-of/],
  [
    'participants',
    'more rows elsewhere',
    (b) => (b.pagination.total_items = 9),
    /participants-of-spec|only 5 of 9/,
  ],
  ['list', 'an upper-case status', (b) => (b.results[0].status = 'PASS'), /./],
  ['list', 'a second result of a participant', (b) => b.results.push({ ...b.results[0], id: 98 }), /./],
  ['list', 'more rows elsewhere', (b) => (b.pagination.total_items = 9), /only 5 of 9/],
  [
    'list',
    'a start before the run',
    (b) =>
      rows(b).forEach((one) =>
        Object.assign(one, { start: '2020-01-01T00:00:00Z', end: '2020-01-01T00:01:00Z' }),
      ),
    /result-/,
  ],
  ['detail', 'no status', (b) => delete b.status, /result-/],
  [
    'detail',
    'an infinite value',
    (b) => (b.metrics.webrtc['webrtc/video/fps/in'].minimum = '1e999'),
    /metric-value/,
  ],
  ['detail', 'a value in an empty text', (b) => (b.asserts[0].actual = ' '), /assert-of-result/],
  ['detail', 'a value of NaN', (b) => (b.asserts[0].actual = 'NaN'), /assert-of-result/],
  [
    'poll',
    'a rating of the audio',
    (b) => rows(b).forEach((run) => (run.mos_test = true)),
    /is not of specs/,
  ],
  [
    'poll',
    'an execution after all results',
    (b) =>
      ended(b, { execution_started: '2099-01-01T00:00:00Z', execution_finished: '2099-01-01T01:00:00Z' }),
    /run-complete/,
  ],
  ['poll', 'another run', (b) => !b.results && (b.id = 99), /the response is about 99/],
  ['poll', 'an end that is not a time', (b) => ended(b, { execution_finished: 'soon' }), /run-complete/],
  [
    'results',
    'a start after the run',
    (b) => rows(b).forEach((one) => Object.assign(one, { start: '2099-01-01T00:00:00Z', end: null })),
    /run-complete/,
  ],
  [
    'results',
    'an end before the run',
    (b) => rows(b).forEach((one) => Object.assign(one, { start: null, end: '2020-01-01T00:00:00Z' })),
    /run-complete/,
  ],
  ['detail', 'an impossible number of frames', (b) => setFrames(b, 1e9), /metric-value/],
  ['detail', 'a number without meaning', (b) => setFrames(b, 1e300), /metric-value/],
  [
    'detail',
    'a part of the values',
    (b) => delete b.metrics.webrtc['webrtc/video/fps/in'].average,
    /metric-value/,
  ],
  [
    'detail',
    'a metric in another section',
    (b) => {
      b.metrics.machine['webrtc/video/fps/in'] = b.metrics.webrtc['webrtc/video/fps/in']
      delete b.metrics.webrtc['webrtc/video/fps/in']
    },
    /metric-value/,
  ],
  [
    'detail',
    'a metric in two sections',
    (b) => (b.metrics.machine['webrtc/video/fps/in'] = { average: 1 }),
    /metric-value/,
  ],
  ['detail', 'a negative value of an assert', (b) => (b.asserts[0].actual = '-80'), /assert-of-result/],
  [
    'detail',
    'metrics against a passed assert',
    (b) => Object.assign(b.metrics.webrtc['webrtc/audio/rtt'], { average: 900, maximum: 900 }),
    /assert-of-result/,
  ],
  [
    'detail',
    'the path of another metric',
    (b) => (b.asserts[0].path = 'machine/ram/used/avg'),
    /assert-of-result/,
  ],
]

/** Bodies that no source has. */
const oddBodies: Readonly<Record<string, string>> = {
  'a page of HTML': '<html>Service unavailable</html>',
  'an empty body': '',
  null: 'null',
  'an empty object': '{}',
  'an empty list': '[]',
  'a text': '"ok"',
  'an error': '{"code":500,"error":"internal"}',
  'half of the JSON': '{"results":[{"id":1,',
}

/** The rows of a list of runs. */
function rows(body: Body): Body[] {
  return body.results ?? [body]
}

/** Changes the runs that have ended. */
function ended(body: Body, changes: object): void {
  for (const run of rows(body)) if (run.status === 'done') Object.assign(run, changes)
}

/** All aggregates are the same value, so that only its size is wrong. */
function setFrames(body: Body, value: number): void {
  const metric = body.metrics.webrtc['webrtc/video/fps/in']
  for (const [name, old] of Object.entries(metric)) {
    if (typeof old === 'number' && !['id', 'data_count'].includes(name)) metric[name] = value
  }
}

/** @param mutate returns another body, or changes the given one */
async function runWith(mutate: (line: string, body: Body) => string | void) {
  const place = await createSessionEnvironment({
    files: { 'specs/call.loadero.ts': specFile },
    scenario: {
      default: {
        durationMs: 20_000,
        metrics: {
          'webrtc/audio/rtt': [80, 90],
          'webrtc/video/fps/in': [28, 30],
          'machine/cpu/used': [10, 20],
        },
      },
    },
  })
  const fetch: Fetch = async (url, init) => {
    const response = await place.fetch(url, init)
    const line = `${init.method} ${new URL(url).pathname}`
    if (!response.ok || !Object.values(sources).some((source) => source.test(line))) return response
    const body: Body = JSON.parse(await response.text())
    const other = mutate(line, body)
    return new Response(other ?? JSON.stringify(body), { status: response.status, headers: response.headers })
  }
  const file = (name: string) => join(place.root, name)
  const github: string[] = []
  const summary = await place.session({
    fetch,
    reporters: [
      junitReporter({ outputFile: file('junit.xml') }),
      jsonReporter({ outputFile: file('report.json') }),
      htmlReporter({ outputFile: file('report.html'), root: place.root }),
      githubReporter({ write: (text) => void github.push(text), summaryFile: file('summary.md') }),
    ],
  })
  const reports = await Promise.all(
    ['junit.xml', 'report.json', 'report.html', 'summary.md'].map((name) => readFile(file(name), 'utf8')),
  )
  return { summary, reports, runs: await place.runs() }
}

test('without a fault, every report has the receipt', async () => {
  const { summary, reports } = await runWith(() => undefined)
  expect(verdictsOf(summary)).toEqual({ call: 'passed', exit: 0 })
  for (const report of reports) {
    expect(report.replaceAll('\\', '')).toMatch(
      /ran exactly what specs\/call\.loadero\.ts says \([0-9a-f]{8}\)/,
    )
  }
})

const totals: Record<string, number> = {}

test.each(cases)('%s with %s is errored', async (source, _, change, message) => {
  const pattern = sources[source]
  const { summary, reports, runs } = await runWith((line, body) => {
    // The script of the run is a later file than that of the test.
    if (pattern.test(line)) change(body)
  })
  const { exit, call } = verdictsOf(summary) as { exit: number; call: string }
  const key = `${source}: ${call}, exit ${exit}`
  totals[key] = (totals[key] ?? 0) + 1
  expect([call, exit]).toEqual(['errored', 75])
  const reasons = summary.tests[0]?.reasons.map((reason) => reason.message).join('\n') ?? ''
  expect(reasons).toMatch(message)
  expect(summary.tests[0]?.receipt === undefined || !/(run|participants|asserts)-of-spec/.test(reasons)).toBe(
    true,
  )
  // Every report has the verdict and the first reason.
  for (const report of reports.slice(1)) expect(report).toContain('errored')
  expect(reports[0]).toContain('<error')
  expect(reports[0]).not.toContain('<failure')
  expect(runs.filter(({ status }) => !['done', 'aborted'].includes(status))).toEqual([])
})

const odd = Object.keys(sources).flatMap((source) =>
  Object.keys(oddBodies).map((name) => [source as keyof typeof sources, name] as const),
)

test.each(odd)('%s with %s passes only what is proven', async (source, name) => {
  const { summary, runs } = await runWith((line) =>
    sources[source].test(line) ? oddBodies[name] : undefined,
  )
  const { exit, call } = verdictsOf(summary) as { exit: number; call: string }
  totals[`${source}, odd body: ${call}, exit ${exit}`] =
    (totals[`${source}, odd body: ${call}, exit ${exit}`] ?? 0) + 1
  // After an answer to the launch that says nothing, the new run is searched and found.
  expect([call, exit]).toEqual(source === 'launch' ? ['passed', 0] : ['errored', 75])
  expect(runs).toHaveLength(1)
})

test('an answer of another test to the launch is not believed', async () => {
  const { summary, runs } = await runWith((line, body) => {
    if (sources.launch.test(line)) Object.assign(body, { id: 99, test_id: 77 })
  })
  // The new run is found, and no other run is followed or stopped.
  expect(verdictsOf(summary)).toEqual({ call: 'passed', exit: 0 })
  expect([summary.tests[0]?.run?.id, runs.length]).toEqual([1, 1])
})

afterAll(() => {
  console.log(
    `${cases.length} adversarial answers\n${Object.entries(totals)
      .map(([key, count]) => `${key}: ${count}`)
      .join('\n')}`,
  )
})
