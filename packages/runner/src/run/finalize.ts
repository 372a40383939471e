import { isLive, type LoaderoClient, type Result, type Run, type Statistics } from '@loadero-test/core'
import { markerLineCount } from '../wire/ownership-marker.js'
import type { ArtifactPolicy } from '../model/result.js'
import type { TestCase, TestSpec } from '../model/spec.js'
import { collectResults, findAbsent } from '../results/collect-results.js'
import { inconclusiveCheck } from '../verdict/inconclusive.js'
import { type JudgeEvidence, judge, type Judgement, uncheckedOf } from '../verdict/judge.js'
import { isIn, traitsOf } from '../verdict/participant-outcome.js'
import { runVerify, withVerify } from '../verdict/verify.js'

export interface FinalizeOptions {
  readonly client: LoaderoClient
  /** Logs and artifacts go below it. */
  readonly directory: string
  /** Whose logs and artifacts are kept. */
  readonly artifacts: ArtifactPolicy
  readonly signal?: AbortSignal | undefined
}

/** Reads what a run that is over came to, and judges it. Rejects when it cannot be read, or when the signal aborts. */
export async function finalizeRun(test: TestCase, run: Run, settling: FinalizeOptions): Promise<Judgement> {
  const { verify } = test.spec
  const evidence = await gather(test, run, settling)
  const judged = judge(test.spec, evidence)
  if (!verify) return judged
  // What is errored is not known well enough to be checked any further.
  if (judged.verdict === 'errored') return withVerify(judged, 'unknown')
  const results = evidence.collected.map(({ result }) => result)
  return withVerify(judged, (await runVerify(verify, run, results)) ?? 'held')
}

/** What can still be told of a run that was given up on; never rejects, and its verdict is never a pass. */
export async function collectPartial(
  test: TestCase,
  run: Run,
  settling: FinalizeOptions,
): Promise<Judgement> {
  const nothing: JudgeEvidence = { run, collected: [] }
  const evidence = isLive(run.status) ? nothing : await gather(test, run, settling).catch(() => nothing)
  const judged = judge(test.spec, evidence)
  return {
    ...(test.spec.verify ? withVerify(judged, 'unknown') : judged),
    verdict: 'errored',
    // That it did not end, and that results are missing, is no news.
    reasons: judged.reasons.filter(({ kind }) => kind !== 'run' && kind !== 'results'),
  }
}

/** Of a run whose results could not be read. */
export function unreadableFile(test: TestCase, run: Run, error: unknown): Judgement {
  const judged: Judgement = {
    verdict: 'errored',
    reasons: [
      inconclusiveCheck('results', `the results of run ${run.id} could not be read: ${wordsOf(error)}`),
    ],
    participantCounts: { total: run.participant_count ?? 0, passed: 0, failed: 0 },
    checks: uncheckedOf(test.spec),
    participants: [],
    metrics: [],
  }
  return test.spec.verify ? withVerify(judged, 'unknown') : judged
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Reads the little that says most first; single results only of those that it leaves open. */
async function gather(test: TestCase, run: Run, settling: FinalizeOptions): Promise<JudgeEvidence> {
  const { client, signal } = settling
  const statistics = run.status === 'done' ? await readStatistics(test, run, settling) : undefined
  const locate = () => locatorOf(test.spec)
  const collected = await collectResults(run, { ...settling, isNeeded: isNeededBy(test.spec), locate })
  const complete = run.status !== 'done' || collected.length >= (run.participant_count ?? 0)
  const absent = complete ? [] : await findAbsent(run, collected, { client, signal })
  return { run, collected, absent, ...(statistics && { statistics }) }
}

/** Only asserts cannot be judged without them. */
async function readStatistics(
  { spec }: TestCase,
  run: Run,
  { client, signal }: FinalizeOptions,
): Promise<Statistics | undefined> {
  try {
    return await client.run(run.id).statistics({ signal })
  } catch (error) {
    signal?.throwIfAborted()
    if (spec.asserts.length > 0) throw error
    return undefined
  }
}

/** Which participants that passed must be read whole: those that an expected metric, or the author's own check, is about. */
function isNeededBy({ verify, expects }: TestSpec) {
  return (overview: Result): boolean =>
    verify !== undefined ||
    expects.some(({ metric, slice }) => metric !== undefined && isIn(slice, traitsOf(overview)))
}

async function locatorOf({ scriptMap, scriptLanguage }: TestSpec) {
  // What reads source maps is slow to load, and only a failure needs it.
  const { originalPosition } = await import('../wire/script-position.js')
  return (line: number, column?: number) => {
    const found = originalPosition(scriptMap, line - markerLineCount(scriptLanguage), column)
    return found && `${found.file}:${found.line}`
  }
}
