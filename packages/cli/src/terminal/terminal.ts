import { isCi } from '../config/is-ci.js'
import type { ReleaseTerminal, Terminal } from '@loadero-test/runner'

type Stream = Pick<NodeJS.WriteStream, 'write' | 'on' | 'off' | 'isTTY' | 'columns' | 'rows'>

export interface TerminalProcess {
  readonly stdout: Stream
  readonly stderr: Stream
  readonly env: Readonly<Record<string, string | undefined>>
  readonly on: (event: 'exit', listener: () => void) => unknown
  readonly off: (event: 'exit', listener: () => void) => unknown
}

/** Treats the output as a terminal of this many columns and rows, such as `80x24`, even when it is a pipe. */
const sizeVariable = 'LOADERO_TERMINAL'

/** The terminal of a process. The caller closes it, which restores its state. */
export function processTerminal(process: TerminalProcess): Terminal & { readonly close: () => void } {
  const { stdout, stderr, env } = process
  const write = stdout.write.bind(stdout)
  const closers = new Set<() => void>()
  const close = () => {
    process.off('exit', close)
    for (const closer of closers) closer()
    closers.clear()
  }
  process.on('exit', close)
  const [, columns, rows] = /^(\d{1,4})x(\d{1,4})$/.exec(env[sizeVariable] ?? '') ?? []
  const forced = columns && rows ? { columns: Number(columns), rows: Number(rows) } : undefined
  const isTerminal = stdout.isTTY && env['TERM'] !== 'dumb' && !isCi(env)
  return {
    canRedraw: forced !== undefined || isTerminal,
    size: () => forced ?? { columns: stdout.columns || 80, rows: stdout.rows || 24 },
    write: (text) => void write(text),
    onResize: (listener) => {
      stdout.on('resize', listener)
      return () => void stdout.off('resize', listener)
    },
    capture: (listener) => {
      // Errors that go to a file do not disturb the screen.
      const captured = [stdout, ...(stderr.isTTY || forced ? [stderr] : [])]
      const releases = captured.map((stream) => captureStream(stream, listener))
      return () => {
        for (const release of releases) release()
      }
    },
    onClose: (listener) => {
      closers.add(listener)
      return () => void closers.delete(listener)
    },
    close,
  }
}

function captureStream(stream: Stream, listener: (text: string) => void): ReleaseTerminal {
  const original = stream.write
  stream.write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
    listener(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())
    const called = typeof encoding === 'function' ? encoding : done
    if (typeof called === 'function') queueMicrotask(called as () => void)
    return true
  }
  return () => {
    stream.write = original
  }
}
