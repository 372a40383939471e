import { exitOf } from '../src/model/exit-code.js'
import type { Check, ParticipantOutcome, Reason, TestResult } from '../src/model/result.js'
import type { Summary } from '../src/model/session.js'
import { aRun, aSummary, aTest, aTestResult } from './examples.js'

const startedMs = Date.UTC(2026, 10, 22, 10)
const out = '/project/.loadero'

function outcome(num: number, parts: Partial<ParticipantOutcome> = {}): ParticipantOutcome {
  return {
    label: `buyer #${num}`,
    traits: {
      participant: 'buyer',
      browser: num % 2 === 0 ? 'chrome131' : 'firefox132',
      location: num < 3 ? 'eu-central-1' : 'us-west-2',
      network: '4g',
      computeUnit: 'g2',
    },
    status: 'passed',
    startedMs: startedMs + 20_000 + num * 1_000,
    endedMs: startedMs + 50_000 + num * 1_500,
    values: { 'webrtc/audio/rtt/avg': 90 + 11 * num },
    reasons: [],
    files: [],
    ...parts,
  }
}

function rttCheck(parts: Partial<Check> = {}): Check {
  return {
    kind: 'assert',
    name: 'webrtc/audio/rtt/avg < limit',
    title: 'webrtc/audio/rtt/avg < 150 ms',
    outcome: 'passed',
    gate: { path: 'webrtc/audio/rtt/avg', operator: 'lt', limit: '150' },
    measure: { operator: 'lt', limit: 150, unit: 'ms', value: 123 },
    participants: { total: 4, passed: 4 },
    ...parts,
  }
}

function scripts(parts: Partial<Check> = {}): Check {
  return {
    kind: 'script',
    name: 'script',
    outcome: 'passed',
    participants: { total: 4, passed: 4 },
    ...parts,
  }
}

function reason(parts: Partial<Reason> & Pick<Reason, 'kind' | 'message'>): Reason {
  return {
    participants: [],
    evidence: [],
    ...parts,
  }
}

/** The result of a test with four participants, passed by default. */
function completed(parts: Partial<TestResult> = {}): TestResult {
  return aTestResult({
    participantCounts: { total: 4, passed: 4, failed: 0 },
    run: aRun({ participant_count: 4 }),
    startedMs: startedMs + 2_000,
    durationMs: 61_250,
    checks: [scripts(), rttCheck()],
    participants: [0, 1, 2, 3].map((num) => outcome(num)),
    metrics: [
      { path: 'webrtc/audio/rtt/avg', value: 106.5 },
      { path: 'webrtc/audio/bitrate/in/avg', value: 31.25 },
    ],
    computeUnits: { estimated: 8, actual: 8 },
    ...parts,
  })
}

const scriptFailure = {
  verdict: 'failed',
  participantCounts: { total: 4, passed: 3, failed: 1 },
  reasons: [
    reason({
      kind: 'script',
      message: 'Timed out while waiting for element <#buy> (specs/buy.js:12)',
      participants: ['buyer #3'],
      evidence: [
        `${out}/run-34/103-buyer/buyer-3.103.script.log`,
        `${out}/run-34/103-buyer/last screen.buyer-3.103.png`,
      ],
    }),
  ],
  checks: [scripts({ outcome: 'failed', participants: { total: 4, passed: 3 } }), rttCheck()],
  participants: [
    ...[0, 1, 2].map((num) => outcome(num)),
    outcome(3, {
      status: 'failed',
      values: {},
      reasons: ['Timed out while waiting for element <#buy> (specs/buy.js:12)'],
      files: [
        `${out}/run-34/103-buyer/buyer-3.103.script.log`,
        `${out}/run-34/103-buyer/last screen.buyer-3.103.png`,
      ],
    }),
  ],
} as const satisfies Partial<TestResult>

const assertFailure: Partial<TestResult> = {
  verdict: 'failed',
  participantCounts: { total: 4, passed: 3, failed: 1 },
  reasons: [
    reason({
      kind: 'assert',
      message: 'webrtc/audio/rtt/avg',
      expected: '< 120 ms',
      actual: '123 ms',
      participants: ['buyer #3'],
    }),
  ],
  checks: [
    scripts(),
    rttCheck({
      title: 'webrtc/audio/rtt/avg < 120 ms',
      gate: { path: 'webrtc/audio/rtt/avg', operator: 'lt', limit: '120' },
      measure: { operator: 'lt', limit: 120, unit: 'ms', value: 123 },
      outcome: 'failed',
      participants: { total: 4, passed: 3 },
    }),
  ],
  participants: [0, 1, 2, 3].map((num) =>
    outcome(
      num,
      num === 3 ? { status: 'failed', reasons: ['webrtc/audio/rtt/avg < 120 ms (got 123 ms)'] } : {},
    ),
  ),
}

function expectation(parts: Partial<Check> = {}): Check {
  return {
    kind: 'expectation',
    name: '95th percentile of webrtc/audio/rtt/avg < limit',
    title: '95th percentile of webrtc/audio/rtt/avg < 120 ms',
    outcome: 'failed',
    gate: { path: 'webrtc/audio/rtt/avg', operator: 'lt', limit: '120' },
    measure: { operator: 'lt', limit: 120, unit: 'ms', value: 121.35 },
    actual: '121.35 ms',
    participants: { total: 0, passed: 0 },
    ...parts,
  }
}

function expectationFailure(
  actual: string,
  values: ParticipantOutcome['values'] | undefined,
): Partial<TestResult> {
  const parts = values ? { actual, measure: { operator: 'lt', limit: 120, unit: 'ms' } as const } : { actual }
  return {
    verdict: 'failed',
    reasons: [
      reason({
        kind: 'expectation',
        message: '95th percentile of webrtc/audio/rtt/avg',
        expected: '< 120 ms',
        actual,
      }),
    ],
    checks: [scripts(), expectation(parts)],
    participants: [0, 1, 2, 3].map((num) => outcome(num, values && { values })),
  }
}

const serverError: Partial<TestResult> = {
  verdict: 'errored',
  participantCounts: { total: 4, passed: 0, failed: 0 },
  reasons: [
    reason({
      kind: 'run',
      message: 'run 34 ended as server-error: the service could not carry it out; running it again may help',
    }),
  ],
  checks: [scripts({ outcome: 'errored', participants: { total: 4, passed: 0 } })],
  participants: [0, 1, 2, 3].map((num) =>
    outcome(num, { status: 'unknown', values: {}, reasons: ['the result is aborted'] }),
  ),
  metrics: [],
}

function notRun(id: string, verdict: TestResult['verdict'], message: string): TestResult {
  return aTestResult({
    test: aTest(id),
    verdict,
    reasons: [reason({ kind: 'session', message })],
    participantCounts: { total: 0, passed: 0, failed: 0 },
    durationMs: 0,
  })
}

function session(parts: Partial<Summary>): Summary {
  const summary = aSummary({
    startedMs,
    durationMs: 65_000,
    environment: { ci: 'github', commit: '0f1e2d3c4b5a', branch: 'main' },
    ...parts,
  })
  return { ...summary, exit: exitOf(summary, { passWithNoTests: false }) }
}

const firstAttempt = {
  verdict: 'errored',
  reasons: [
    {
      kind: 'run',
      message: 'run 33 ended as server-error: the service could not carry it out; running it again may help',
      participants: [],
      evidence: [`${out}/run-33/99-buyer/buyer-0.99.script.log`],
    },
  ],
  participantCounts: { total: 4, passed: 0, failed: 0 },
  startedMs: startedMs - 45_000,
  durationMs: 42_000,
  run: aRun({ id: 33, status: 'server-error' }),
} as const

/** One session of each kind, for the tests of all reporters. */
export const sessions = {
  passed: session({ tests: [completed()] }),
  'failed-by-script': session({
    tests: [completed({ test: aTest('shop > negotiates'), ...scriptFailure }), completed()],
  }),
  'failed-by-assert': session({ tests: [completed(assertFailure)] }),
  'failed-by-expectation': session({ tests: [completed(expectationFailure('121.35 ms', undefined))] }),
  'failed-by-missing-metric': session({ tests: [completed(expectationFailure('no value from 4 of 4', {}))] }),
  errored: session({
    tests: [completed(serverError)],
    errors: [{ kind: 'service', message: 'GET projects/5/: 502', hint: 'Try again later.' }],
  }),
  interrupted: session({
    interruptedBy: 'SIGINT',
    tests: [
      completed({
        ...serverError,
        verdict: 'interrupted',
        reasons: [
          reason({ kind: 'run', message: 'run 34 was stopped, because the session was interrupted' }),
        ],
      }),
      notRun('shop > negotiates', 'skipped', 'interrupted before its launch'),
    ],
  }),
  flaky: session({
    tests: [
      completed({ previousAttempts: [firstAttempt] }),
      completed({ test: aTest('shop > negotiates'), ...scriptFailure, previousAttempts: [firstAttempt] }),
    ],
  }),
  skipped: session({ tests: [notRun('shop > buys', 'skipped', 'marked skip')] }),
  empty: session({}),
  broken: session({
    diagnostics: [
      {
        code: 'syntax-error',
        severity: 'error',
        message: 'syntax error: Unexpected token',
        location: { file: 'specs/call.loadero.ts', line: 4, column: 7 },
      },
      {
        code: 'same-names',
        severity: 'warning',
        message: 'only a warning',
        location: { file: 'specs/shop.loadero.ts', line: 1 },
      },
    ],
  }),
} as const satisfies Record<string, Summary>
