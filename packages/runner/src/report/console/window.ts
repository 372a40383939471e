import type { Clock } from '@loadero-test/core'
import { rowCount } from './fit.js'
import type { Terminal, TerminalSize } from './terminal.js'

/** Lines at the bottom of a terminal that are redrawn while other output scrolls by above them. */
export interface ProgressWindow {
  /** Prints a permanent line above the window. */
  readonly print: (line: string) => void
  /** Redraws the window soon. */
  readonly update: () => void
  /** Removes the window and restores the terminal. */
  readonly close: () => void
}

export interface ProgressWindowOptions {
  readonly terminal: Terminal
  /** Real time. */
  readonly timer: Clock
  /** Returns lines that fit the size. */
  readonly render: (size: TerminalSize) => readonly string[]
}

const csi = '\u001b['
/** Synchronised update: a terminal that supports it shows everything between the two at once; others ignore it. */
const [beginUpdate, endUpdate] = [`${csi}?2026h`, `${csi}?2026l`]
const [hideCursor, showCursor] = [`${csi}?25l`, `${csi}?25h`]
const [eraseLine, eraseBelow] = [`${csi}K`, `${csi}J`]

const minIntervalMs = 100
const maxIntervalMs = 1_000

/** Opens a window that is redrawn on every update, at most every 100 ms and at least every second. */
export function openProgressWindow({ terminal, timer, render }: ProgressWindowOptions): ProgressWindow {
  const closing = new AbortController()
  const paint = createPainter(terminal)
  let printed: string[] = []
  let drawnMs = -Infinity
  let isScheduled = false

  const draw = (lines: readonly string[]) => {
    paint(printed, lines)
    printed = []
    drawnMs = timer.now()
  }
  const drawNow = () => {
    if (!closing.signal.aborted) draw(render(terminal.size()))
  }
  const update = () => {
    if (isScheduled || closing.signal.aborted) return
    isScheduled = true
    void pause(timer, Math.max(0, drawnMs + minIntervalMs - timer.now()), closing.signal).then(() => {
      isScheduled = false
      drawNow()
    })
  }
  const drawRegularly = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await pause(timer, maxIntervalMs, closing.signal)
      drawNow()
    }
  }
  const print = (line: string) => {
    printed.push(line)
    update()
  }
  const captured = captureLines(terminal, print)
  const close = () => {
    if (closing.signal.aborted) return
    closing.abort()
    for (const release of releases) release()
    printed.push(...captured.release())
    draw([])
    terminal.write(showCursor)
  }
  const releases = [terminal.onResize(drawNow), terminal.onClose(close)]

  terminal.write(hideCursor)
  drawNow()
  void drawRegularly()
  return { print, update, close }
}

/** Replaces the lines of the last paint by new ones, and prints permanent lines above them. */
function createPainter(terminal: Terminal) {
  let painted: readonly string[] = []
  return (above: readonly string[], lines: readonly string[]) => {
    const { columns, rows } = terminal.size()
    // In a terminal that became narrower, old lines wrap and take more rows. Rows that scrolled out are unreachable.
    const height = painted.reduce((sum, line) => sum + rowCount(line, columns), 0)
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
    painted = lines
  }
}

/** Splits other output of the process into lines. `release` returns the line that was not finished, if any. */
function captureLines(terminal: Terminal, onLine: (line: string) => void) {
  let unfinished = ''
  const stop = terminal.capture((text) => {
    const lines = `${unfinished}${text}`.split('\n')
    unfinished = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  return {
    release: (): readonly string[] => {
      stop()
      return unfinished === '' ? [] : [unfinished]
    },
  }
}

/** Sleeps until the time has passed or the signal aborts. */
function pause(timer: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return timer.sleep(ms, signal).catch(() => undefined)
}
