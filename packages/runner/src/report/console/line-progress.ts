import { clockTime } from '../../model/duration.js'
import type { SessionProgress } from './session-progress.js'
import { plural } from '../format.js'
import { startHeartbeat } from './heartbeat.js'
import { plainLine } from '../plain-text.js'
import { progressLine } from './progress-line.js'
import { checkLine, resultLine } from './result-lines.js'
import type { ProgressWriter, ProgressRenderer } from './progress-renderer.js'
import { phaseOf } from './window-lines.js'

export interface LineProgressOptions {
  /** What is told between the beginning of a test and its result. */
  readonly progress: 'none' | 'changes' | 'all'
  /** Whether each check of a test is told. */
  readonly checks?: boolean
}

/** One line after the other, for logs; after a minute of silence, that there is life. */
export function renderLineProgress(
  { terminal, palette, now, timer, board }: ProgressWriter,
  { progress, checks = false }: LineProgressOptions,
): ProgressRenderer {
  const write = (line: string) => terminal.write(`${line}\n`)
  const heartbeat = startHeartbeat(timer, () => write(palette.dim(lifeSign(board(), now()))))
  const release = terminal.onClose(heartbeat.stop)
  const say = (line: string) => {
    heartbeat.touch()
    write(line)
  }
  return {
    say,
    changed: (test, before, after) => {
      if (progress === 'none' || !after) return
      const line = progressLine(before, after, progress)
      if (line !== undefined) say(palette.dim(`  ${plainLine(test.id)}: ${plainLine(line)}`))
    },
    result: (result) => {
      say(resultLine(result, palette))
      if (checks) for (const check of result.checks) say(checkLine(check, palette))
    },
    close: () => {
      heartbeat.stop()
      release()
    },
  }
}

const shownTests = 3

function lifeSign({ sinceMs, inFlight, ended, total }: SessionProgress, nowMs: number): string {
  const oldest = inFlight.slice(0, shownTests).map(({ test, progress, sinceMs: beganMs }) => {
    const run = progress?.run ? `run ${progress.run.id}, ` : ''
    return `${plainLine(test.id)} (${run}${phaseOf(progress)}, ${clockTime(nowMs - beganMs)})`
  })
  const more = inFlight.length > shownTests ? ` and ${inFlight.length - shownTests} more` : ''
  const flying = oldest.length > 0 ? `: ${oldest.join(', ')}${more}` : ''
  return `  ${clockTime(nowMs - sinceMs)}  ${ended.length} of ${plural(total, 'test')} over${flying}`
}
