import type { Progress } from '../../model/model.js'

/** Which changes are told: those that matter to whoever reads a CI log, or every one. */
export type DetailLevel = 'changes' | 'all'

/** What has changed, in words; undefined when it is nothing that is told. */
export function progressLine(
  before: Progress | undefined,
  { phase, attempt, run }: Progress,
  detail: DetailLevel,
): string | undefined {
  const name = run ? `run ${run.id}` : 'the run'
  const again = attempt > 1 ? ` (attempt ${attempt})` : ''
  if (run && run.id !== before?.run?.id) return `${name} launched${again}`
  if (phase !== before?.phase && phase !== 'live') {
    if (phase === 'stopping') return `stopping ${name}`
    return detail === 'all' ? `${phaseWords[phase]}${again}` : undefined
  }
  if (run && run.status !== before?.run?.status && (detail === 'all' || run.status === 'running')) {
    return `${name} is ${run.status ?? 'without a status'}`
  }
  return undefined
}

const phaseWords = {
  waiting: 'waiting for its turn',
  applying: 'applying the plan',
  launching: 'launching',
  collecting: 'reading the results',
} as const satisfies Record<Exclude<Progress['phase'], 'live' | 'stopping'>, string>
