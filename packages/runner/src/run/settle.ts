import { isLive, type LoaderoClient, type Run } from '@loadero-test/core'
import { linesOfMark } from '../mark.js'
import type { TestCase } from '../model.js'
import { collectResults } from './collect-results.js'
import { judge, type Judgement } from './judge.js'
import { runVerify } from './verify.js'

export interface Settling {
  readonly client: LoaderoClient
  /** Logs and artifacts go below it. */
  readonly directory: string
  readonly signal?: AbortSignal | undefined
}

/** Reads what a run that is over came to, and judges it. Rejects when it cannot be read, or when the signal aborts. */
export const settle = async (test: TestCase, run: Run, settling: Settling): Promise<Judgement> => {
  const { expects, verify } = test.spec
  const collected = await collect(test, run, settling)
  const judged = judge(run, collected, expects)
  // What is errored is not known well enough to be checked any further.
  if (!verify || judged.verdict === 'errored') return judged
  const reason = await runVerify(
    verify,
    run,
    collected.map(({ result }) => result),
  )
  return reason ? { ...judged, verdict: 'failed', reasons: [...judged.reasons, reason] } : judged
}

/** What can still be told of a run that was given up on; never rejects, and its verdict is never a pass. */
export const salvage = async (test: TestCase, run: Run, settling: Settling): Promise<Judgement> => {
  const collected = isLive(run.status) ? [] : await collect(test, run, settling).catch(() => [])
  const judged = judge(run, collected)
  return {
    ...judged,
    verdict: 'errored',
    // That it did not end, and that results are missing, is no news.
    reasons: judged.reasons.filter(({ kind }) => kind !== 'run' && kind !== 'results'),
  }
}

/** Of a run whose results could not be read. */
export const unreadable = (run: Run, error: unknown): Judgement => ({
  verdict: 'errored',
  reasons: [
    {
      kind: 'results',
      message: `the results of run ${run.id} could not be read: ${error instanceof Error ? error.message : String(error)}`,
      participants: [],
      evidence: [],
    },
  ],
  participants: { total: run.participant_count ?? 0, passed: 0, failed: 0 },
  checks: [],
  outcomes: [],
  metrics: [],
})

/** Only what is needed is read: whole results for whoever did not pass, and for all when metrics are asked for. */
const collect = (test: TestCase, run: Run, settling: Settling) => {
  const { verify, expects, scriptMap, scriptLanguage } = test.spec
  const whole = verify !== undefined || expects.some(({ metric }) => metric !== undefined)
  const locate = async () => {
    // What reads source maps is slow to load, and only a failure needs it.
    const { originalPosition } = await import('../script-position.js')
    return (line: number, column?: number) => {
      const found = originalPosition(scriptMap, line - linesOfMark(scriptLanguage), column)
      return found && `${found.file}:${found.line}`
    }
  }
  return collectResults(run, { ...settling, whole, locate })
}
