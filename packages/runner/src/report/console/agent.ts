import { isFlaky } from '../../model/result.js'
import { place } from '../format.js'
import { plainLine } from '../plain-text.js'
import type { Reporter } from '../reporter.js'
import { paletteOf } from './palette.js'
import { resultDetails } from './result-lines.js'
import { failuresLines, lintLines, totalLines } from './summary-lines.js'
import type { Terminal } from './terminal.js'

interface AgentReporterOptions {
  readonly terminal: Pick<Terminal, 'write'>
  readonly colors: boolean
  /** Paths are shown relative to it. */
  readonly cwd: string
}

/** Most tests leave far fewer files, so an agent sees all of them. */
const maxFilesOfReason = 50

/**
 * Prints what a coding agent needs and nothing that only shows progress: all diagnostics, one line for each test with
 * its verdict and place, warnings, then all reasons with their files, and totals.
 */
export function agentReporter({ terminal, colors, cwd }: AgentReporterOptions): Reporter {
  const palette = paletteOf(colors)
  const print = (lines: readonly string[]) => {
    for (const line of lines) terminal.write(`${line}\n`)
  }
  return {
    name: 'console',
    onBegin: (_tests, diagnostics) => print(lintLines(diagnostics, palette)),
    onNotice: ({ severity, message, test }) => {
      const subject = test ? `${plainLine(test.id)}: ` : ''
      if (severity === 'warning') print([`WARNING ${subject}${plainLine(message)}`])
    },
    onTestEnd: (result) => {
      const verdict = palette.of[result.verdict](result.verdict)
      const details = [
        plainLine(result.test.id),
        place(result.test.location),
        ...resultDetails(result),
        ...(isFlaky(result) ? ['flaky'] : []),
      ]
      print([`${verdict} ${details.join('  ')}`])
    },
    onEnd: (summary) => {
      print(failuresLines(summary, { cwd, palette, maxFiles: maxFilesOfReason, maxSameTests: Infinity }))
      print(['', ...totalLines(summary, palette)])
    },
  }
}
