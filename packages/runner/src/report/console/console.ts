import type { Clock } from '@loadero-test/core'
import { plural } from '@loadero-test/core/internal'
import { isError } from '../../model/diagnostic.js'
import type { Progress } from '../../model/session.js'
import { agentReporter } from './agent.js'
import { createSessionProgress } from './session-progress.js'
import { renderDotProgress } from './dot-progress.js'
import { wrap } from './fit.js'
import { headline } from '../format.js'
import { renderLineProgress } from './line-progress.js'
import { renderLiveProgress } from './live-progress.js'
import { paletteOf } from './palette.js'
import { escapeWorkflowCommands, plainLine } from '../plain-text.js'
import type { Reporter } from '../reporter.js'
import { resultLine } from './result-lines.js'
import { failuresLines, lintLines, totalLines } from './summary-lines.js'
import type { Terminal } from './terminal.js'
import type { TestResult } from '../../model/result.js'
import type { ProgressContext, ProgressRenderer } from './progress-renderer.js'

export interface ConsoleOptions {
  readonly form: ConsoleForm
  readonly terminal: Terminal
  readonly colors: boolean
  /** Paths are shown relative to it. */
  readonly cwd: string
  /** The clock of the session, which may be simulated. */
  readonly clock: Pick<Clock, 'now'>
  /** Real time, for redrawing and heartbeats. */
  readonly timer: Clock
  /** A coding agent reads the output: the form `console` is one line per test, then all reasons and files. */
  readonly isForAgent?: boolean
}

/** The forms of progress output. Each is a reporter of its own. */
const renderers = {
  console: (context) =>
    context.terminal.canRedraw
      ? renderLiveProgress(context)
      : renderLineProgress(context, { progress: 'changes' }),
  dot: renderDotProgress,
  list: (context) => renderLineProgress(context, { progress: 'none' }),
  verbose: (context) => renderLineProgress(context, { progress: 'all', checks: true }),
  quiet: ({ terminal }) => ({ print: (line) => terminal.write(`${line}\n`), result: () => undefined }),
} as const satisfies Record<string, (context: ProgressContext) => ProgressRenderer>

export type ConsoleForm = keyof typeof renderers

export const consoleForms: readonly string[] = Object.keys(renderers)

/** Prints the progress of a session, the reasons of tests that did not pass, and totals. */
export function consoleReporter(options: ConsoleOptions): Reporter {
  const { form, clock, timer, cwd } = options
  const terminal = escapingTerminal(options.terminal)
  if (form === 'console' && options.isForAgent) return agentReporter({ ...options, terminal })
  const isQuiet = form === 'quiet'
  const palette = paletteOf(options.colors)
  let progress = createSessionProgress(clock.now, [])
  // A finished session that is reported again has no `onBegin` and needs no live progress.
  let renderer: ProgressRenderer = {
    print: (line) => printLines(terminal, [line]),
    result: (result) => {
      if (!isQuiet) printLines(terminal, [resultLine(result, palette)])
    },
  }
  const lastProgress = new Map<string, Progress>()
  return {
    name: form,
    onBegin: (tests, diagnostics) => {
      const errors = diagnostics.filter(isError)
      printLines(terminal, lintLines(isQuiet ? errors : diagnostics, palette))
      if (tests.length === 0 || errors.length > 0) return
      const files = new Set(tests.map(({ location }) => location.file))
      const scope = `${plural(tests.length, 'test')} in ${plural(files.size, 'file')}`
      if (!isQuiet) printLines(terminal, [palette.dim(scope), ''])
      progress = createSessionProgress(clock.now, tests)
      renderer = renderers[form]({ terminal, palette, timer, now: clock.now, progress: progress.read, tests })
    },
    onTestBegin: (test) => {
      progress.begin(test)
      renderer.changed?.(test, undefined, undefined)
    },
    onTestProgress: (test, current) => {
      progress.update(test, current)
      renderer.changed?.(test, lastProgress.get(test.id), current)
      lastProgress.set(test.id, current)
    },
    onTestRetry: (test, attempt) => {
      if (isQuiet) return
      const line = `  ${plainLine(test.id)}: ${attempt.verdict}, retrying: ${headline(attempt)}`
      renderer.print(palette.yellow(line))
    },
    onNotice: ({ severity, message, test }) => {
      if (isQuiet && severity === 'info') return
      const line = `  ${test ? `${plainLine(test.id)}: ` : ''}${plainLine(message)}`
      renderer.print(severity === 'warning' ? palette.yellow(line) : line)
    },
    onTestEnd: (result) => {
      progress.end(result)
      renderer.result(result)
    },
    onInterrupt: ({ tests }) => {
      for (const line of interruptedLines(tests)) renderer.print(palette.yellow(line))
    },
    onEnd: (summary) => {
      renderer.close?.()
      printLines(terminal, failuresLines(summary, { cwd, palette, maxFiles: 3, maxSameTests: 10 }))
      printLines(terminal, ['', ...totalLines(summary, palette)])
    },
  }
}

/** The tests whose runs may go on after an interrupt. */
function interruptedLines(tests: readonly TestResult[]): readonly string[] {
  return tests
    .filter(({ verdict }) => verdict === 'interrupted')
    .map(({ test, reasons }) => {
      const message = reasons[0]?.message ?? 'its run may still be active'
      return `  ${plainLine(test.id)}: ${plainLine(message)}`
    })
}

/** Everything is written through it, so that no text can send a command to a CI service. */
function escapingTerminal(terminal: Terminal): Terminal {
  return {
    ...terminal,
    write: (text) => terminal.write(text.split('\n').map(escapeWorkflowCommands).join('\n')),
  }
}

function printLines(terminal: Terminal, lines: readonly string[]): void {
  for (const line of lines) {
    // Lines of a log are not wrapped, so that they can be searched.
    const rows = terminal.canRedraw ? wrap(line, terminal.size().columns) : [line]
    for (const row of rows) terminal.write(`${row}\n`)
  }
}
