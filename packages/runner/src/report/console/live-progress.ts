import { wrap } from './fit.js'
import { resultLine } from './result-lines.js'
import type { ProgressWriter, ProgressRenderer } from './progress-renderer.js'
import { openProgressWindow } from './window.js'
import { windowLines } from './window-lines.js'

/** A window with the tests in flight, above which the others scroll by. */
export function renderLiveProgress({ terminal, palette, now, timer, board }: ProgressWriter): ProgressRenderer {
  const window = openProgressWindow({
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
