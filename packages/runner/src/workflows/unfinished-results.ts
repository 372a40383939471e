import { notRunResult } from '../model/not-run.js'
import type { TestResult } from '../model/result.js'
import type { Progress } from '../model/session.js'
import type { SpecTest, TestIdentity } from '../model/spec.js'
import type { Emitter } from '../report/emitter.js'

export interface ResultTracker extends Pick<Emitter, 'emit'> {
  /** The results of all tests so far. A test that has not ended says which run of it may still be active. */
  readonly current: (verdict: 'interrupted' | 'errored') => readonly TestResult[]
}

/** Follows the events of a session, so that its results are known at any time. */
export function createResultTracker(tests: readonly TestIdentity[], emitter: Emitter): ResultTracker {
  const results = new Map<string, TestResult>()
  const progress = new Map<string, Progress>()
  return {
    emit: (event, ...args) => {
      if (event === 'onTestEnd') {
        const [result] = args as [TestResult]
        results.set(result.test.id, result)
      }
      if (event === 'onTestProgress') {
        const [test, current] = args as [SpecTest, Progress]
        progress.set(test.id, current)
      }
      emitter.emit(event, ...args)
    },
    current: (verdict) => [
      ...results.values(),
      ...tests
        .filter(({ id }) => !results.has(id))
        .map((test) => unfinishedResult(test, verdict, progress.get(test.id))),
    ],
  }
}

function unfinishedResult(
  test: TestIdentity,
  verdict: 'interrupted' | 'errored',
  { run, phase }: Partial<Progress> = {},
): TestResult {
  const event =
    verdict === 'interrupted' ? 'the session was interrupted' : 'the session had an unexpected error'
  if (run) {
    const ofTest = run.test_id === undefined ? '' : ` of test ${run.test_id}`
    const message = `${event}; run ${run.id}${ofTest} may still be active`
    return { ...notRunResult(test, verdict, message), run }
  }
  if (phase === 'launching')
    return notRunResult(test, verdict, `${event} during the launch; a run of the test may be active`)
  return verdict === 'interrupted'
    ? notRunResult(test, 'skipped', 'interrupted before its launch')
    : notRunResult(test, verdict, `${event} before the launch of the test`)
}
