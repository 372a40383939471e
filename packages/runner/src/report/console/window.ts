import type { Clock } from '@loadero-test/core'
import { wrapRowsOf } from './fit.js'
import type { Terminal, TerminalSize } from './terminal.js'

/** Some lines at the bottom of a terminal that are drawn again and again, while all else scrolls by above them. */
export interface ProgressWindow {
  /** Puts a line above the window, for good. */
  readonly print: (line: string) => void
  /** Has it drawn again soon. */
  readonly update: () => void
  /** Takes it away, and leaves the terminal as it was. */
  readonly close: () => void
}

export interface ProgressWindowOptions {
  readonly terminal: Terminal
  /** Real time: people look at it. */
  readonly timer: Clock
  /** Lines that fit the size. */
  readonly render: (size: TerminalSize) => readonly string[]
}

const csi = '\u001b['
/** A terminal that knows these shows what stands between them at once; all others ignore them. */
const [beginUpdate, endUpdate] = [`${csi}?2026h`, `${csi}?2026l`]
const [hideCursor, showCursor] = [`${csi}?25l`, `${csi}?25h`]
const [eraseLine, eraseBelow] = [`${csi}K`, `${csi}J`]

const shortestMs = 100
const tickMs = 1_000

export function openProgressWindow({ terminal, timer, render }: ProgressWindowOptions): ProgressWindow {
  const closing = new AbortController()
  let shown: readonly string[] = []
  let above: string[] = []
  let unfinished = ''
  let drawnMs = -Infinity
  let soon = false

  const draw = (lines: readonly string[]) => {
    const { columns, rows } = terminal.size()
    // What wrapped when the terminal became narrower takes more rows; what scrolled out of it is out of reach.
    const height = shown.reduce((sum, line) => sum + wrapRowsOf(line, columns), 0)
    const up = Math.min(height, rows - 1)
    terminal.write(
      [
        beginUpdate,
        up > 0 ? `${csi}${up}F` : '',
        above.length > 0 ? eraseBelow : '',
        ...above.map((line) => `${line}\n`),
        ...lines.map((line) => `${eraseLine}${line}\n`),
        eraseBelow,
        endUpdate,
      ].join(''),
    )
    shown = lines
    above = []
    drawnMs = timer.now()
  }
  const drawNow = () => {
    if (!closing.signal.aborted) draw(render(terminal.size()))
  }
  const update = () => {
    if (soon || closing.signal.aborted) return
    soon = true
    void pause(timer, Math.max(0, drawnMs + shortestMs - timer.now()), closing.signal).then(() => {
      soon = false
      drawNow()
    })
  }
  const tick = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await pause(timer, tickMs, closing.signal)
      drawNow()
    }
  }
  const print = (line: string) => {
    above.push(line)
    update()
  }
  const close = () => {
    if (closing.signal.aborted) return
    closing.abort()
    for (const release of releases) release()
    if (unfinished !== '') above.push(unfinished)
    draw([])
    terminal.write(showCursor)
  }
  const releases = [
    terminal.onResize(drawNow),
    terminal.onClose(close),
    terminal.capture((text) => {
      const lines = `${unfinished}${text}`.split('\n')
      unfinished = lines.pop() ?? ''
      for (const line of lines) print(line)
    }),
  ]

  terminal.write(hideCursor)
  drawNow()
  void tick()
  return { print, update, close }
}

/** Sleeps, or is woken. */
function pause(timer: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return timer.sleep(ms, signal).catch(() => undefined)
}
