import { AuthenticationError, isLive, type Run } from '@loadero-test/core'
import type { TestResult } from '../../model/result.js'
import type { SpecTest } from '../../model/spec.js'
import { withDeadline } from '../../run/deadline.js'
import {
  type AbandonCause,
  abandonCauseOf,
  abandonMessage,
  followRun,
  type FollowOptions,
  launchRun,
} from '../../run/follow-run.js'
import type { AttemptEnd } from '../../run/retry.js'
import type { RunContext } from '../../run/run-context.js'
import { stopRun } from '../../run/stop-run.js'
import type { Judgement } from '../../verdict/judge.js'
import { finalizePartially, finalizeRun, unreadableRun } from './finalize.js'
import type { FinalizeOptions } from './run-evidence.js'
import { type IdentityCheck, OtherSpecError } from './run-identity.js'

export interface ExecutedRun {
  readonly end: AttemptEnd
  readonly judgement: Judgement & Pick<TestResult, 'receipt' | 'seriesFile'>
  readonly launchedMs: number
}

interface ExecuteOptions extends FollowOptions, Pick<FinalizeOptions, 'history'> {
  readonly identity: IdentityCheck
}

/** Launches, polls, reads the results and judges them. A run that is abandoned is stopped first. */
export async function launchAndJudge(
  { spec }: SpecTest,
  testId: number,
  context: RunContext,
  options: ExecuteOptions,
): Promise<ExecutedRun> {
  const launched = await launchRun(testId, context, options)
  const { launchedMs } = launched
  let { run } = launched
  try {
    await options.identity.checkLaunched(run)
    run = await followRun(spec, launched, context, options)
    options.onProgress({ phase: 'collecting', run })
    const { identity, history } = options
    const judgement = await finalizeWithRetries(spec, run, { ...context, identity, history })
    return { end: { verdict: judgement.verdict, run }, judgement, launchedMs }
  } catch (error) {
    const refusal = error instanceof AuthenticationError && { refusal: error }
    const cause: AbandonCause =
      error instanceof OtherSpecError ? 'other spec' : abandonCauseOf(error, context.signal)
    if (cause === 'lost' && !isLive(run.status)) {
      const judgement = unreadableRun(spec, run, error, context.root)
      return { end: { verdict: judgement.verdict, run, ...refusal }, judgement, launchedMs }
    }
    const abandoned = { left: run, cause, message: abandonMessage(cause, error, spec), testId }
    const { judgement, run: stopped } = await abandonRun(spec, abandoned, context, options)
    const end = { verdict: judgement.verdict, run: stopped, abandoned: cause, ...refusal }
    return { end, judgement, launchedMs }
  }
}

/** Results that cannot be read now may be readable later, and the run is paid for. */
const finalizeRetryPausesMs = [5_000, 20_000]

async function finalizeWithRetries(
  spec: SpecTest['spec'],
  run: Run,
  context: RunContext & Pick<ExecuteOptions, 'identity' | 'history'>,
): Promise<ExecutedRun['judgement']> {
  for (const pauseMs of finalizeRetryPausesMs) {
    try {
      return await finalizeRun(spec, run, context)
    } catch (error) {
      context.signal.throwIfAborted()
      if (error instanceof AuthenticationError) throw error
      await context.clock.sleep(pauseMs, context.signal)
    }
  }
  return finalizeRun(spec, run, context)
}

/** How long reading the results of an abandoned run may take. */
const partialTimeoutMs = 20_000

/** Stops a run, and judges what it left. */
async function abandonRun(
  spec: SpecTest['spec'],
  {
    left,
    cause,
    message,
    testId,
  }: {
    readonly left: Run
    readonly cause: AbandonCause
    readonly message: string
    readonly testId: number
  },
  { client, clock, hurry, directory, artifacts, root, stopWatch: watch }: RunContext,
  { onProgress, onStatus }: FollowOptions,
): Promise<{ readonly judgement: Judgement; readonly run: Run }> {
  onProgress({ phase: 'stopping', run: left })
  const { run, note } = isLive(left.status)
    ? await stopRun(client.test(testId).run(left.id), left, { clock, watch, hurry })
    : { run: left, note: `the results of run ${left.id} were not all read` }
  onStatus(run)
  onProgress({ phase: 'collecting', run })
  const partial = await withDeadline(clock, partialTimeoutMs, hurry, (signal) =>
    finalizePartially(spec, run, { client, directory, artifacts, root, signal }),
  )
  const judgement: Judgement = {
    ...partial,
    // Participants that failed before the stop do not make an interrupted test failed.
    verdict: cause === 'interrupted' ? 'interrupted' : 'errored',
    reasons: [
      { kind: 'session', message: `${message}; ${note}`, participants: [], evidence: [] },
      ...partial.reasons,
    ],
  }
  return { judgement, run }
}
