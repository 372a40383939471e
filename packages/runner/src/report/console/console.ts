import type { Clock } from '@loadero-test/core'
import type { Diagnostic, Progress, TestCase } from '../../model/model.js'
import { createSessionProgress } from './session-progress.js'
import { renderDotProgress } from './dot-progress.js'
import { wrap } from './fit.js'
import { headline, plural } from '../format.js'
import { escapeWorkflowCommands } from '../github/escape.js'
import { renderLineProgress } from './line-progress.js'
import { renderLiveProgress } from './live-progress.js'
import { paletteOf } from './palette.js'
import { plainLine } from '../plain-text.js'
import type { Reporter } from '../reporter.js'
import { resultLine } from './result-lines.js'
import { failuresLines, lintLines, totalLines } from './summary-lines.js'
import type { Terminal } from './terminal.js'
import type { ProgressWriter, ProgressRenderer } from './progress-renderer.js'

export interface ConsoleOptions {
  readonly form: ConsoleForm
  readonly terminal: Terminal
  readonly colors: boolean
  /** Paths are shown relative to it. */
  readonly cwd: string
  /** The session's, which may be simulated. */
  readonly clock: Pick<Clock, 'now'>
  /** Real time, for what people wait for. */
  readonly timer: Clock
}

/** The forms in which a session can be followed; each is a reporter of its own. */
const voices = {
  console: (speaker) =>
    speaker.terminal.canRedraw ? renderLiveProgress(speaker) : renderLineProgress(speaker, { progress: 'changes' }),
  dot: renderDotProgress,
  list: (speaker) => renderLineProgress(speaker, { progress: 'none' }),
  verbose: (speaker) => renderLineProgress(speaker, { progress: 'all', checks: true }),
  quiet: ({ terminal }) => ({ say: (line) => terminal.write(`${line}\n`), result: () => undefined }),
} as const satisfies Record<string, (speaker: ProgressWriter) => ProgressRenderer>

export type ConsoleForm = keyof typeof voices

export const consoleForms: readonly string[] = Object.keys(voices)

/** Tells people how the session goes, why what did not pass did not, and what it all came to. */
export function consoleReporter({ form, terminal, colors, cwd, clock, timer }: ConsoleOptions): Reporter {
  const palette = paletteOf(colors)
  // Whatever is said, and by whom, is harmless: nothing reaches the terminal by another way.
  const safe: Terminal = {
    ...terminal,
    write: (text) => terminal.write(text.split('\n').map(escapeWorkflowCommands).join('\n')),
  }
  const say = (lines: readonly string[]) => {
    for (const line of lines.flatMap((one) => linesFor(terminal, one))) safe.write(`${line}\n`)
  }
  let board = createSessionProgress(clock.now, [])
  // A session that is told again has no beginning, and needs no window.
  let voice: ProgressRenderer = {
    say: (line) => say([line]),
    result: (result) => {
      if (form !== 'quiet') say([resultLine(result, palette)])
    },
  }
  const seen = new Map<string, Progress>()

  return {
    name: form,
    onBegin: (tests, diagnostics) => {
      const stops = diagnostics.some(({ severity }) => severity === 'error')
      say(lintLines(form === 'quiet' ? diagnostics.filter(isError) : diagnostics, palette))
      if (tests.length === 0 || stops) return
      if (form !== 'quiet') say([palette.dim(scopeOf(tests)), ''])
      board = createSessionProgress(clock.now, tests)
      voice = voices[form]({ terminal: safe, palette, timer, now: clock.now, board: board.read })
    },
    onTestBegin: (test) => {
      board.begin(test)
      voice.changed?.(test, undefined, undefined)
    },
    onTestProgress: (test, progress) => {
      board.progress(test, progress)
      voice.changed?.(test, seen.get(test.id), progress)
      seen.set(test.id, progress)
    },
    onTestRetry: (test, attempt) => {
      if (form === 'quiet') return
      voice.say(
        palette.yellow(`  ${plainLine(test.id)}: ${attempt.verdict}, is tried again: ${headline(attempt)}`),
      )
    },
    onNotice: ({ severity, message, test }) => {
      if (form === 'quiet' && severity === 'info') return
      const line = `  ${test ? `${plainLine(test.id)}: ` : ''}${plainLine(message)}`
      voice.say(severity === 'warning' ? palette.yellow(line) : line)
    },
    onTestEnd: (result) => {
      board.end(result)
      voice.result(result)
    },
    onEnd: (summary) => {
      voice.close?.()
      say(failuresLines(summary, cwd, palette))
      say(['', ...totalLines(summary, palette)])
    },
  }
}

/** A log keeps its lines whole, for whoever searches it. */
function linesFor(terminal: Terminal, line: string): readonly string[] {
  return terminal.canRedraw ? wrap(line, terminal.size().columns) : [line]
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error'
}

function scopeOf(tests: readonly TestCase[]): string {
  const files = new Set(tests.map(({ location }) => location.file))
  return `${plural(tests.length, 'test')} in ${plural(files.size, 'file')}`
}
