import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import type { Scenario } from '@loadero-test/server'
import { expect, test } from 'vitest'
import {
  createSessionEnvironment,
  type SessionOverrides,
  verdictsOf,
} from '../support/session-environment.js'

const dump = await readFile(
  new URL('../../packages/metrics/test/chrome-156-dump.json', import.meta.url),
  'utf8',
)

function login(ms: number): string {
  return `[loadero-test] measure login ${ms} ms at 2026-01-31T12:00:00Z`
}

/** The logs of scenarios have times of their own, so their sessions are simulated ones. */
async function createEnvironment(expects: string, scenario: Scenario) {
  const { session, ...place } = await createSessionEnvironment({
    files: {
      'specs/a.loadero.ts': `import { metric, script, successRate, test, timeUntil } from 'loadero-test'
test('call', {
  script: script('./script.js'),
  participants: [
    { name: 'fast', browser: 'chromeLatest', count: 2 },
    { name: 'slow', browser: 'chromeLatest', count: 3 },
  ],
  expects: [${expects}],
})`,
      'specs/script.js': "client => { client.url('about:blank').assert.visible('body'); 'login' }",
    },
    scenario,
  })
  return {
    ...place,
    session: (overrides: SessionOverrides = {}) => session({ target: { kind: 'simulated' }, ...overrides }),
  }
}

const scenario: Scenario = {
  participants: [
    { name: 'fast', message: login(200), logs: { webrtc: dump } },
    { name: 'slow', message: login(900), logs: { webrtc: dump } },
  ],
}

/** The scripts' logs that are kept, anywhere in the project. */
async function keptLogs(root: string): Promise<readonly string[]> {
  return (await readdir(root, { recursive: true })).filter((name) => name.endsWith('script.log'))
}

/** How often each log and artifact was downloaded, by kind. */
function downloadsOf(lines: readonly { readonly line: string }[]) {
  const urls = lines
    .map(({ line }) => line)
    .filter((line) => /\/(?:selenium|webrtc|browser|rru)\//.test(line))
  const count = (kind: string) => urls.filter((url) => url.includes(`/${kind}/`)).length
  return {
    selenium: count('selenium'),
    webrtc: count('webrtc'),
    repeated: urls.length - new Set(urls).size,
  }
}

test.each([
  ['no gate on logs', `successRate().atLeast(1)`, 'passed', { selenium: 0, webrtc: 0 }],
  ['a gate on measurements', `metric('measure/login').atMost(1000)`, 'passed', { selenium: 5, webrtc: 0 }],
  [
    'a gate on some participants',
    `metric('measure/login').where({ participant: 'fast' }).atMost(1000)`,
    'passed',
    { selenium: 2, webrtc: 0 },
  ],
  [
    'two gates on one log',
    `metric('quality/video/freezes/total').atMost(99), metric('webrtc/video/fps/in').atLeast(0)`,
    'passed',
    { selenium: 0, webrtc: 5 },
  ],
])('%s reads only the logs that it needs, once', async (_, expects, verdict, downloads) => {
  const place = await createEnvironment(expects, scenario)
  const summary = await place.session()
  expect({ verdicts: verdictsOf(summary), reasons: summary.tests[0]?.reasons }).toMatchObject({
    verdicts: { call: verdict },
  })
  expect(downloadsOf(place.requests)).toEqual({ ...downloads, repeated: 0 })
  expect(await keptLogs(place.root)).toEqual([])
})

test('the worst offenders of a failed gate have logs', async () => {
  const place = await createEnvironment(`metric('measure/login').share(1).atMost(500)`, scenario)
  const { tests } = await place.session()
  const [result] = tests
  expect(result?.verdict).toBe('failed')
  expect(result?.participants.map(({ label, files }) => [label.split(' ')[0], files.length])).toEqual([
    ['fast', 0],
    ['fast', 0],
    ['slow', 2],
    ['slow', 2],
    ['slow', 2],
  ])
  expect(result?.reasons[0]?.evidence.filter((file) => existsSync(file))).toHaveLength(6)
  expect(downloadsOf(place.requests)).toEqual({ selenium: 5, webrtc: 3, repeated: 0 })
  expect(await keptLogs(place.root)).toHaveLength(3)
})

test('without artifacts, offenders have none', async () => {
  const place = await createEnvironment(`metric('measure/login').share(1).atMost(500)`, scenario)
  const { tests } = await place.session({ artifacts: 'none' })
  expect(tests[0]?.participants.flatMap(({ files }) => files)).toEqual([])
  expect(await keptLogs(place.root)).toEqual([])
})

test('a log that cannot be read is errored, one that is missing fails', async () => {
  const gate = `metric('webrtc/video/fps/in').atLeast(0)`
  const missing = await createEnvironment(gate, {})
  expect(verdictsOf(await missing.session())).toEqual({ call: 'failed', exit: 1 })
  const broken = await createEnvironment(gate, scenario)
  const summary = await broken.session({
    fetch: (url, init) =>
      url.includes('/webrtc/')
        ? Promise.resolve(new Response('gone', { status: 404 }))
        : broken.fetch(url, init),
  })
  expect(verdictsOf(summary)).toEqual({ call: 'errored', exit: 75 })
})

const webrtcGate = `metric('quality/video/freezes/total').atMost(99)`
const machineGate = `metric('machine/cpu/used').atMost(99)`
const loginGate = `metric('measure/login').atMost(1000)`
const machineLog = JSON.stringify(
  [1, 2, 3].map((second) => ({ time: `2026-01-31T12:00:0${second}Z`, seconds: 1, cpuUsed: 10 })),
)

test.each([
  ['whole logs', webrtcGate, { webrtc: dump }, '', ''],
  ['whole samples', machineGate, { rru: machineLog }, '', ''],
  ['a measurement', loginGate, {}, login(200), ''],
  ['a third of the dump', webrtcGate, { webrtc: dump.slice(0, dump.length / 3) }, '', 'incomplete'],
  ['half of the dump', webrtcGate, { webrtc: dump.slice(0, dump.length / 2) }, '', 'incomplete'],
  ['all of the dump but its end', webrtcGate, { webrtc: dump.trimEnd().slice(0, -1) }, '', 'incomplete'],
  ['two dumps', webrtcGate, { webrtc: dump + dump }, '', 'incomplete'],
  ['a page of HTML', webrtcGate, { webrtc: '<html><body>{"expired": true}</body></html>' }, '', 'incomplete'],
  ['an error', webrtcGate, { webrtc: '{"error": "expired"}' }, '', 'incomplete'],
  ['an empty object', webrtcGate, { webrtc: '{}' }, '', 'incomplete'],
  ['half of the samples', machineGate, { rru: machineLog.slice(0, machineLog.length / 2) }, '', 'incomplete'],
  ['samples as HTML', machineGate, { rru: '<html></html>' }, '', 'incomplete'],
  ['samples as an error', machineGate, { rru: '{"error": "expired"}' }, '', 'incomplete'],
  ['negative samples', machineGate, { rru: machineLog.replaceAll('10', '-10') }, '', 'has the value -10'],
  ['huge samples', machineGate, { rru: machineLog.replaceAll('10', '1e99') }, '', 'has the value 1e+99'],
  ['a negative measurement', loginGate, {}, login(-5), 'has the value -5'],
  ['a huge measurement', loginGate, {}, login(1e12), 'has the value 1000000000000'],
] as const)('a gate on %s is judged or errored', async (_, gate, logs, message, expected) => {
  const place = await createEnvironment(gate, { default: { message, logs } })
  const { tests, exit } = await place.session()
  const reasons = tests[0]?.reasons.flatMap(({ message: text, details = [] }) => [text, ...details]).join()
  const isPassed = expected === ''
  expect([tests[0]?.verdict, exit.code]).toEqual(isPassed ? ['passed', 0] : ['errored', 75])
  expect(reasons).toMatch(isPassed ? /^$/ : expected)
})

test.each([
  [webrtcGate, { webrtc: dump }, ''],
  [machineGate, { rru: machineLog }, ''],
  [loginGate, {}, login(200)],
])('%s is errored with the log of another run', async (gate, logs, message) => {
  const place = await createEnvironment(gate, { default: { message, logs } })
  const { tests, exit } = await place.session({
    target: { kind: 'service', projectId: 1, apiBase: 'http://loadero.test/v2/' },
  })
  expect([tests[0]?.verdict, exit.code]).toEqual(['errored', 75])
  expect(tests[0]?.reasons[0]?.details?.join()).toMatch(/begins at .*, not in the run/)
})

test('a failure has its second, marks, commands and errors', async () => {
  const start = Date.UTC(2026, 0, 1)
  const time = (second: number) => new Date(start + second * 1_000).toISOString()
  const place = await createEnvironment('', {
    default: {
      result: 'fail',
      message: [
        `[loadero-test] mark joined at ${time(2)}`,
        `${time(3)} → click("#buy") 12 ms`,
        `${time(4)} ✖ Error: no such element`,
      ].join('\n'),
      logs: {
        browser: [
          `${time(1)} log fine`,
          `${time(3)} exception TypeError: x is not a function (http://shop/app.js:3)`,
          `${time(3)} error Failed to load resource: the server responded with a status of 500 (http://shop/api)`,
        ].join('\n'),
      },
    },
  })
  const { tests } = await place.session()
  expect(tests[0]?.participants[0]).toMatchObject({
    script: { marks: [{ name: 'joined', atMs: start + 2_000 }], measurements: [] },
    failure: {
      atMs: start + 4_000,
      commands: [
        { atMs: start + 3_000, text: 'click("#buy") 12 ms' },
        { atMs: start + 4_000, text: 'Error: no such element' },
      ],
      pageErrors: [{ atMs: start + 3_000, text: 'TypeError: x is not a function (http://shop/app.js:3)' }],
      failedRequests: [
        {
          atMs: start + 3_000,
          text: 'Failed to load resource: the server responded with a status of 500 (http://shop/api)',
        },
      ],
    },
  })
})

test.each([
  [
    'fail',
    '[simulated] Error: #video is not there (getUserMedia failed: NotAllowedError: Permission denied)',
  ],
  ['timeout', 'participant timeout exceeded (getUserMedia failed: NotAllowedError: Permission denied)'],
] as const)('a refused camera is named in the reason of a %s', async (result, message) => {
  const request = { pid: 1, rid: 1, request_id: 0, request_type: 'getUserMedia' }
  const getUserMedia = [
    { ...request, timestamp: 1_000, origin: 'https://app.test', video: '' },
    { ...request, timestamp: 1_200, error: 'NotAllowedError', error_message: 'Permission denied' },
  ]
  const place = await createEnvironment('', {
    default: {
      result,
      ...(result === 'fail' && { message: 'Error: #video is not there' }),
      logs: { webrtc: JSON.stringify({ getUserMedia, PeerConnections: {} }) },
    },
  })
  const { tests } = await place.session()
  expect(tests[0]?.reasons.map((reason) => reason.message)).toEqual([message])
  expect(tests[0]?.participants[0]?.failure?.mediaFailures).toEqual([
    { atMs: 1_200, text: 'getUserMedia failed: NotAllowedError: Permission denied' },
  ])
})

test('a failed gate has the seconds of its participants and of others', async () => {
  const start = Date.UTC(2026, 0, 1)
  const time = (second: number) => new Date(start + second * 1_000).toISOString()
  const samples = [1, 2, 3, 4].map((second) => ({
    time: time(second),
    seconds: 1,
    cpuUsed: 10 * second,
    ...(second > 2 && { overloaded: true }),
  }))
  const place = await createEnvironment(
    `metric('measure/login').share(1).atMost(500), metric('machine/cpu/used/max').max().atMost(99)`,
    {
      default: {
        message: `${login(700)}\n${time(3)} → updateNetwork('3g') 5 ms`,
        logs: { rru: JSON.stringify(samples) },
        metrics: { 'machine/cpu/used': [10, 40] },
      },
    },
  )
  const { tests, diagnostics } = await place.session()
  const [result] = tests
  expect(diagnostics).toEqual([])
  expect(result?.verdict).toBe('failed')
  const series = JSON.parse(await readFile(result?.seriesFile ?? '', 'utf8'))
  expect(series.participants.map(({ label }: { label: string }) => label)).toEqual(
    result?.participants.map(({ label }) => label),
  )
  expect(series.participants[4]).toMatchObject({
    series: {
      'machine/cpu/used': {
        times: [1, 2, 3, 4].map((second) => start + second * 1_000),
        values: [10, 20, 30, 40],
      },
    },
    overloaded: [
      { startMs: start + 2_000, endMs: start + 3_000 },
      { startMs: start + 3_000, endMs: start + 4_000 },
    ],
    networkChanges: [{ text: "updateNetwork('3g') 5 ms" }],
  })
})
