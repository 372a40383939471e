import type { Clock, LoaderoClient, Run } from '@loadero-test/core'
import { formatMs } from '../duration.js'
import type { Progress, Reason, TestCase, Verdict } from '../model.js'
import { DeadlineError, deadlineMs, withDeadline } from './deadline.js'
import type { Judgement } from './judge.js'
import { salvage, settle, unreadable } from './settle.js'

export interface Execution {
  readonly client: LoaderoClient
  readonly clock: Clock
  /** Aborts when the session is interrupted. */
  readonly signal: AbortSignal
  /** Logs and artifacts go below it. */
  readonly directory: string
  readonly pollIntervalMs: number
  readonly onProgress: (progress: Progress) => void
}

/** How long a stopped run is waited for before it is left to itself, by name. */
const stopGraceMs = 30_000

/** Launches a test, follows its run to the end, and judges it. A run that is given up on is stopped first. */
export const execute = async (
  test: TestCase,
  testId: number,
  execution: Execution,
): Promise<Judgement & { readonly run: Run }> => {
  const { client, clock, signal, onProgress, pollIntervalMs: intervalMs } = execution
  signal.throwIfAborted()
  // Not aborted by the signal: a launch that is cut off half-way may leave a run that nobody knows.
  onProgress({ phase: 'launching', attempt: 1 })
  const launched = await client.test(testId).launch()
  const live = (run: Run) => onProgress({ phase: 'live', attempt: 1, run })
  live(launched)
  const follow = (until: AbortSignal) =>
    client.run(launched.id).wait({ intervalMs, signal: until, onChange: live })
  const interrupted = () =>
    giveUp(test, testId, launched, execution, 'interrupted', 'the session was interrupted')
  let run: Run
  try {
    run = await withDeadline(clock, deadlineMs(test.spec), signal, follow)
  } catch (error) {
    if (signal.aborted) return interrupted()
    return giveUp(test, testId, launched, execution, 'errored', whyLost(error, test))
  }
  try {
    return { ...(await settle(test, run, execution)), run }
  } catch (error) {
    return signal.aborted ? interrupted() : { ...unreadable(run, error), run }
  }
}

const whyLost = (error: unknown, test: TestCase): string =>
  error instanceof DeadlineError
    ? `the run was not over ${formatMs(deadlineMs(test.spec))} after its launch`
    : `the run was lost sight of: ${error instanceof Error ? error.message : String(error)}`

const giveUp = async (
  test: TestCase,
  testId: number,
  launched: Run,
  execution: Execution,
  verdict: Verdict,
  why: string,
): Promise<Judgement & { run: Run }> => {
  const { run, note } = await stop(testId, launched, execution)
  const { client, directory } = execution
  const judged = await salvage(test, run, { client, directory })
  const reason: Reason = { kind: 'session', message: `${why}; ${note}`, participants: [], evidence: [] }
  // A participant that failed before the stop has failed; it does not make an interrupted test failed.
  return {
    ...judged,
    run,
    verdict,
    reasons: [reason, ...judged.reasons],
  }
}

/** Asks for the stop, waits a bounded time for it, and never throws: whoever is leaving wants to know, not to fail. */
const stop = async (testId: number, launched: Run, { client, clock, pollIntervalMs }: Execution) => {
  const node = client.test(testId).run(launched.id)
  try {
    await node.stop()
    const intervalMs = Math.min(pollIntervalMs, 1_000)
    const run = await withDeadline(clock, stopGraceMs, undefined, (signal) =>
      node.wait({ intervalMs, signal }),
    )
    return { run, note: `run ${launched.id} was stopped` }
  } catch (error) {
    const words =
      error instanceof DeadlineError ? 'has not stopped yet' : `could not be stopped: ${String(error)}`
    return {
      run: launched,
      note: `run ${launched.id} of test ${testId} ${words}; it may still be going at Loadero`,
    }
  }
}
