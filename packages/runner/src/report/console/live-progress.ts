import { wrap } from './fit.js'
import { resultLine } from './result-lines.js'
import type { ProgressContext, ProgressRenderer } from './progress-renderer.js'
import { openProgressWindow } from './window.js'
import { windowLines } from './window-lines.js'

/** Shows a window with the tests in flight. Other lines scroll by above it. */
export function renderLiveProgress(context: ProgressContext): ProgressRenderer {
  const { terminal, palette, now, timer, progress } = context
  const window = openProgressWindow({
    terminal,
    timer,
    render: (size) => windowLines(progress(), { ...size, palette, nowMs: now() }),
  })
  const print = (line: string) => {
    for (const part of wrap(line, terminal.size().columns)) window.print(part)
  }
  return {
    print,
    changed: window.update,
    result: (result) => print(resultLine(result, palette)),
    close: window.close,
  }
}
