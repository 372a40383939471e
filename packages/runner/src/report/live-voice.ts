import { resultLine } from './result-lines.js'
import type { Speaker, Voice } from './voice.js'
import { openWindow } from './window.js'
import { windowLines } from './window-lines.js'

/** A window with the tests in flight, above which the others scroll by. */
export const liveVoice = ({ terminal, palette, now, timer, board }: Speaker): Voice => {
  const window = openWindow({
    terminal,
    timer,
    render: (size) => windowLines(board(), { ...size, palette, nowMs: now() }),
  })
  return {
    say: window.print,
    changed: window.update,
    result: (result) => window.print(resultLine(result, palette)),
    close: window.close,
  }
}
