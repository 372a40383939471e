import { virtualClock } from '@loadero-test/core/internal'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import xterm from '@xterm/headless'
import type { Terminal, TerminalSize } from '../src/report/console/terminal.js'

/** A terminal in memory, emulated by xterm. */
export function createScreen(size: TerminalSize, canRedraw = true) {
  const emulator = new xterm.Terminal({
    cols: size.columns,
    ...size,
    allowProposedApi: true,
    convertEol: true,
  })
  emulator.loadAddon(new Unicode11Addon())
  emulator.unicode.activeVersion = '11'
  const written: string[] = []
  const listeners = { resize: new Set<() => void>(), close: new Set<() => void>() }
  let captureListener: ((text: string) => void) | undefined
  const write = (text: string) => {
    written.push(text)
    emulator.write(text)
  }
  const listen = (set: Set<() => void>) => (listener: () => void) => {
    set.add(listener)
    return () => void set.delete(listener)
  }
  const terminal: Terminal = {
    canRedraw,
    size: () => ({ columns: emulator.cols, rows: emulator.rows }),
    write,
    onResize: listen(listeners.resize),
    capture: (listener) => {
      captureListener = listener
      return () => (captureListener = undefined)
    },
    onClose: listen(listeners.close),
  }
  const drawn = () => new Promise<void>((resolve) => emulator.write('', resolve))
  const lines = async (from: 'top' | 'screen'): Promise<string> => {
    await drawn()
    const { active } = emulator.buffer
    const first = from === 'top' ? 0 : active.baseY
    return Array.from(
      { length: active.baseY + emulator.rows - first },
      (_, row) => active.getLine(first + row)?.translateToString(true) ?? '',
    )
      .join('\n')
      .trimEnd()
  }
  return {
    terminal,
    /** Writes as another part of the process. */
    log: (text: string) => (captureListener ?? write)(text),
    resize: async ({ columns, rows }: TerminalSize) => {
      await drawn()
      emulator.resize(columns, rows)
      for (const listener of listeners.resize) listener()
    },
    leave: () => {
      for (const listener of listeners.close) listener()
    },
    /** The visible lines. */
    shown: () => lines('screen'),
    /** The visible lines and those that have scrolled out. */
    scrolled: () => lines('top'),
    written: () => written.join(''),
    listening: () => listeners.resize.size + listeners.close.size + (captureListener ? 1 : 0),
  }
}

/** A clock that `pass` moves in steps, so that each timer runs at its time. */
export function steppedClock() {
  const clock = virtualClock(0)
  void clock.during(() => new Promise(() => undefined))
  const flush = () => new Promise((resolve) => setImmediate(resolve))
  return {
    clock,
    pass: async (ms: number, stepMs = 100) => {
      await flush()
      for (let passed = 0; passed < ms; passed += stepMs) {
        clock.advance(Math.min(stepMs, ms - passed))
        await flush()
      }
    },
  }
}
