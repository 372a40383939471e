import { listFirst, plural } from '@loadero-test/core/internal'
import { clockTime } from '../../model/duration.js'
import type { Progress } from '../../model/session.js'
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

/** How many tests a heartbeat names. */
const maxTests = 3

/** Prints one line after the other, for logs, and a heartbeat after a minute without output. */
export function renderLineProgress(
  { terminal, palette, now, timer, progress }: ProgressContext,
  { progress: detail, checks = false }: LineProgressOptions,
): ProgressRenderer {
  const write = (line: string) => terminal.write(`${line}\n`)
  const heartbeat = startHeartbeat(timer, () => {
    const { sinceMs, inFlight, ended, total } = progress()
    const shown = listFirst(inFlight, maxTests, ({ test, progress: current, sinceMs: beganMs }) => {
      const run = current?.run ? `run ${current.run.id}, ` : ''
      return `${plainLine(test.id)} (${run}${phaseLabel(current)}, ${clockTime(now() - beganMs)})`
    })
    const running = inFlight.length > 0 ? `: ${shown}` : ''
    const finished = `${ended.length} of ${plural(total, 'test')} finished`
    write(palette.dim(`  ${clockTime(now() - sinceMs)}  ${finished}${running}`))
  })
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
