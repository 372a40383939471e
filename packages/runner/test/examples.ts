import type { Result, Run } from '@loadero-test/core'
import type { CollectedResult, TestResult } from '../src/model/result.js'
import type { Summary } from '../src/model/session.js'
import type { SpecTest, TestSpec } from '../src/model/spec.js'
import type { Reconciliation } from '../src/verdict/reconcile.js'

/** A test with one participant. */
export function aTest(id = 'shop > buys', spec: Partial<TestSpec> = {}): SpecTest {
  return {
    id,
    title: id.split(' > ').at(-1) ?? id,
    location: { file: 'specs/shop.loadero.ts', line: 7 },
    tags: [],
    spec: {
      mode: 'performance',
      incrementStrategy: 'linear',
      startIntervalSeconds: 1,
      participantTimeoutSeconds: 60,
      mosTest: false,
      script: 'client => {}',
      scriptLanguage: 'javascript',
      scriptMap: { sources: ['specs/buy.js'] },
      groups: [],
      participants: [aParticipant('buyer')],
      asserts: [],
      expects: [],
      ...spec,
    },
  }
}

export function aParticipant(name: string, count = 1): TestSpec['participants'][number] {
  return {
    name,
    count,
    browser: 'chromeLatest',
    network: 'default',
    location: 'us-west-2',
    computeUnit: 'g2',
    audioFeed: 'default',
    videoFeed: 'default',
    recordAudio: false,
  }
}

/** A run with the status `done`. */
export function aRun(run: Partial<Run> = {}): Run {
  return { id: 34, test_id: 7, status: 'done', participant_count: 1, success_rate: 1, ...run } as Run
}

/** The result of one participant, passed by default. */
export function aResult(
  num: number,
  result: Partial<Result> = {},
  collected: Partial<CollectedResult> = {},
): CollectedResult {
  return {
    result: {
      id: 100 + num,
      status: 'pass',
      selenium_result: 'pass',
      participant_details: { id: 200 + num, participant_name: 'buyer', participant_num: num },
      asserts: [],
      ...result,
    } as Result,
    files: [],
    ...collected,
  }
}

/** The reconciliation of a run whose sources agree. */
export function reconciled(parts: Partial<Reconciliation> = {}): Reconciliation {
  return { wanted: 0, absent: [], violations: [], ...parts }
}

/** The result of a test with one participant, passed by default. */
export function aTestResult(result: Partial<TestResult> = {}): TestResult {
  return {
    test: aTest(),
    verdict: 'passed',
    reasons: [],
    participantCounts: { total: 1, passed: 1, failed: 0 },
    durationMs: 1_000,
    previousAttempts: [],
    checks: [],
    participants: [],
    metrics: [],
    ...result,
  }
}

/** A session without tests by default. */
export function aSummary(summary: Partial<Summary> = {}): Summary {
  return {
    sessionId: '20261122-100000-abcd',
    startedMs: 0,
    durationMs: 0,
    tests: [],
    diagnostics: [],
    errors: [],
    simulated: false,
    environment: {},
    exit: { code: 0, reason: 'all tests passed' },
    ...summary,
  }
}
