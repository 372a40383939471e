import { wrap } from './fit.js'
import { resultLine } from './result-lines.js'
import type { Speaker, Voice } from './progress-renderer.js'
import { openWindow } from './window.js'
import { windowLines } from './window-lines.js'

/** A window with the tests in flight, above which the others scroll by. */
export function liveVoice({ terminal, palette, now, timer, board }: Speaker): Voice {
  const window = openWindow({
    terminal,
    timer,
    render: (size) => windowLines(board(), { ...size, palette, nowMs: now() }),
  })
  const say = (line: string) => {
    for (const part of wrap(line, terminal.size().columns)) window.print(part)
  }
  return {
    say,
    changed: window.update,
    result: (result) => say(resultLine(result, palette)),
    close: window.close,
  }
}
