import type { Result, Run } from '@loadero-test/core'
import type { CollectedResult, Summary, TestCase, TestResult, TestSpec } from '../src/model/model.js'

/** A checked test with one participant, but for what is given. */
export function aTest(id = 'shop > buys', spec: Partial<TestSpec> = {}): TestCase {
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
      script: 'client => {}',
      scriptLanguage: 'javascript',
      scriptMap: { sources: ['specs/play.js'] },
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

/** A run that is over, but for what is given. */
export function aRun(run: Partial<Run> = {}): Run {
  return { id: 34, test_id: 7, status: 'done', participant_count: 1, success_rate: 1, ...run } as Run
}

/** The result of one participant: a pass, but for what is given. */
export function aResult(
  num: number,
  result: Partial<Result> = {},
  found: Partial<CollectedResult> = {},
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
    ...found,
  }
}

/** A test that passed with one participant, but for what is given. */
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

/** A session without tests, but for what is given. */
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
