import { type Clock, isLive, type LoaderoClient, type Run } from '@loadero-test/core'
import { formatMs } from '../duration.js'
import type { Reason, TestCase, Verdict } from '../model.js'
import { collectResults } from './collect-results.js'
import { DeadlineError, deadlineMs, withDeadline } from './deadline.js'
import { judge, type Judgement } from './judge.js'

export interface Execution {
  readonly client: LoaderoClient
  readonly clock: Clock
  /** Aborts when the session is interrupted. */
  readonly signal: AbortSignal
  /** Logs and artifacts go below it. */
  readonly directory: string
  readonly pollIntervalMs: number
  readonly onProgress: (run: Run) => void
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
  const launched = await client.test(testId).launch()
  onProgress(launched)
  const follow = (until: AbortSignal) =>
    client.run(launched.id).wait({ intervalMs, signal: until, onChange: onProgress })
  try {
    const run = await withDeadline(clock, deadlineMs(test.spec), signal, follow)
    return await settle(run, execution)
  } catch (error) {
    const { verdict, why } = signal.aborted
      ? ({ verdict: 'interrupted', why: 'the session was interrupted' } as const)
      : ({ verdict: 'errored', why: whyLost(error, test) } as const)
    return giveUp(testId, launched, execution, verdict, why)
  }
}

const settle = async (
  last: Run,
  { client, directory, signal }: Execution,
): Promise<Judgement & { run: Run }> => {
  // Only the answer for one run tells how many participants it had, and the poll gave exactly that.
  const collected = await collectResults(last, { client, directory, signal })
  return { ...judge(last, collected), run: last }
}

const whyLost = (error: unknown, test: TestCase): string =>
  error instanceof DeadlineError
    ? `the run was not over ${formatMs(deadlineMs(test.spec))} after its launch`
    : `the run was lost sight of: ${error instanceof Error ? error.message : String(error)}`

const giveUp = async (
  testId: number,
  launched: Run,
  execution: Execution,
  verdict: Verdict,
  why: string,
): Promise<Judgement & { run: Run }> => {
  const { run, note } = await stop(testId, launched, execution)
  const collected = isLive(run.status)
    ? []
    : await collectResults(run, { client: execution.client, directory: execution.directory }).catch(() => [])
  const judged = judge(run, collected)
  const reason: Reason = { kind: 'session', message: `${why}; ${note}`, participants: [], evidence: [] }
  // A participant that failed before the stop has failed; it does not make an interrupted test failed.
  return {
    ...judged,
    run,
    verdict,
    reasons: [reason, ...judged.reasons.filter(({ kind }) => kind !== 'run')],
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
