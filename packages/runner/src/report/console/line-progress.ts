import { plural } from '@loadero-test/core/internal'
import { clockTime } from '../../model/duration.js'
import type { Progress } from '../../model/session.js'
import type { SessionProgress } from './session-progress.js'
import { startHeartbeat } from './heartbeat.js'
import { plainLine } from '../plain-text.js'
import { checkLine, resultLine } from './result-lines.js'
import type { ProgressContext, ProgressRenderer } from './progress-renderer.js'
import { phaseLabel } from './window-lines.js'

export interface LineProgressOptions {
  /** What is printed while a test runs: nothing, the changes that matter in a CI log, or all changes. */
  readonly progress: 'none' | 'changes' | 'all'
  /** Whether each check of a test is printed. */
  readonly checks?: boolean
}

/** Prints one line after the other, for logs, and a heartbeat after a minute without output. */
export function renderLineProgress(
  { terminal, palette, now, timer, progress }: ProgressContext,
  { progress: detail, checks = false }: LineProgressOptions,
): ProgressRenderer {
  const write = (line: string) => terminal.write(`${line}\n`)
  const heartbeat = startHeartbeat(timer, () => write(palette.dim(heartbeatLine(progress(), now()))))
  const release = terminal.onClose(heartbeat.stop)
  const print = (line: string) => {
    heartbeat.touch()
    write(line)
  }
  return {
    print,
    changed: (test, before, after) => {
      if (detail === 'none' || !after) return
      const line = progressLine(before, after, detail)
      if (line !== undefined) print(palette.dim(`  ${plainLine(test.id)}: ${plainLine(line)}`))
    },
    result: (result) => {
      print(resultLine(result, palette))
      if (checks) for (const check of result.checks) print(checkLine(check, result, palette))
    },
    close: () => {
      heartbeat.stop()
      release()
    },
  }
}

const maxTests = 3

function heartbeatLine({ sinceMs, inFlight, ended, total }: SessionProgress, nowMs: number): string {
  const oldest = inFlight.slice(0, maxTests).map(({ test, progress, sinceMs: beganMs }) => {
    const run = progress?.run ? `run ${progress.run.id}, ` : ''
    return `${plainLine(test.id)} (${run}${phaseLabel(progress)}, ${clockTime(nowMs - beganMs)})`
  })
  const more = inFlight.length > maxTests ? ` and ${inFlight.length - maxTests} more` : ''
  const running = oldest.length > 0 ? `: ${oldest.join(', ')}${more}` : ''
  return `  ${clockTime(nowMs - sinceMs)}  ${ended.length} of ${plural(total, 'test')} finished${running}`
}

const phaseLabels = {
  waiting: 'queued',
  applying: 'applying the plan',
  launching: 'launching',
  collecting: 'collecting the results',
} as const satisfies Record<Exclude<Progress['phase'], 'live' | 'stopping'>, string>

/** What has changed; undefined when the change is not printed at this level of detail. */
function progressLine(
  before: Progress | undefined,
  { phase, attempt, run }: Progress,
  detail: 'changes' | 'all',
): string | undefined {
  const name = run ? `run ${run.id}` : 'the run'
  const retry = attempt > 1 ? ` (attempt ${attempt})` : ''
  if (run && run.id !== before?.run?.id) return `${name} launched${retry}`
  if (phase !== before?.phase && phase !== 'live') {
    if (phase === 'stopping') return `stopping ${name}`
    return detail === 'all' ? `${phaseLabels[phase]}${retry}` : undefined
  }
  if (run && run.status !== before?.run?.status && (detail === 'all' || run.status === 'running')) {
    return `${name} is ${run.status ?? 'without a status'}`
  }
  return undefined
}
