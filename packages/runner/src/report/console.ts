import { relative } from 'node:path'
import pc from 'picocolors'
import { formatMs } from '../duration.js'
import { isFlaky } from '../flaky.js'
import type { Summary, TestResult, Verdict } from '../model.js'
import { diagnosticLines, place, plural, reasonLines } from './format.js'
import { plainLine } from './plain-text.js'
import type { Reporter } from './reporter.js'

export interface ConsoleOptions {
  readonly write: (text: string) => void
  readonly colors: boolean
  /** Paths are shown relative to it. */
  readonly cwd: string
}

const marks = {
  passed: '✓',
  failed: '✗',
  errored: '!',
  interrupted: '■',
  skipped: '-',
} as const satisfies Record<Verdict, string>

/** One line a test as it ends, the reasons of whatever did not pass, and the counts. */
export const consoleReporter = ({ write, colors, cwd }: ConsoleOptions): Reporter => {
  const c = pc.createColors(colors)
  const paint = { passed: c.green, failed: c.red, errored: c.magenta, interrupted: c.yellow, skipped: c.dim }
  const print = (line = '') => write(`${line}\n`)
  const launched = new Set<number>()

  const printFailure = (result: TestResult) => {
    const { test, verdict, reasons, participants } = result
    print()
    print(
      `${paint[verdict](c.bold(verdict.toUpperCase()))} ${plainLine(test.id)} ${c.dim(place(test.location))}`,
    )
    for (const reason of reasons) {
      for (const line of reasonLines(reason, participants.total)) print(`  ${line}`)
      for (const file of reason.evidence.slice(0, 3)) print(c.dim(`    ${relative(cwd, file)}`))
      if (reason.evidence.length > 3)
        print(c.dim(`    and ${plural(reason.evidence.length - 3, 'more file')}`))
    }
  }

  return {
    name: 'console',
    onBegin: (tests, diagnostics) => {
      for (const diagnostic of diagnostics) {
        const [first = '', ...rest] = diagnosticLines(diagnostic)
        print((diagnostic.severity === 'error' ? c.red : c.yellow)(first))
        for (const line of rest) print(line)
      }
      if (tests.length > 0 && !diagnostics.some(({ severity }) => severity === 'error')) {
        print(
          c.dim(
            `${plural(tests.length, 'test')} in ${plural(new Set(tests.map(({ location }) => location.file)).size, 'file')}`,
          ),
        )
        print()
      }
    },
    onTestProgress: (test, { run }) => {
      if (run === undefined || launched.has(run.id)) return
      launched.add(run.id)
      print(c.dim(`  ${plainLine(test.id)}: run ${run.id} launched`))
    },
    onTestEnd: ({ test, verdict, participants, durationMs }) => {
      const count =
        participants.total === 0
          ? ''
          : `  ${participants.passed}/${plural(participants.total, 'participant')}`
      const detail = c.dim(`${count}  ${formatMs(durationMs)}`)
      print(`${paint[verdict](marks[verdict])} ${plainLine(test.id)}${detail}`)
    },
    onEnd: (summary) => {
      const said = new Set(summary.errors.map(({ message }) => message))
      for (const result of summary.tests) {
        if (result.verdict === 'passed' || result.reasons.every(({ message }) => said.has(message))) continue
        printFailure(result)
      }
      print()
      for (const { message, hint } of summary.errors) {
        print(c.red(plainLine(message)))
        if (hint !== undefined) print(`  ${plainLine(hint)}`)
      }
      if (summary.tests.length > 0) printCounts(summary)
    },
  }

  function printCounts({ tests, durationMs, simulated }: Summary) {
    const count = (verdict: Verdict) => tests.filter((result) => result.verdict === verdict).length
    const counts = (['failed', 'errored', 'interrupted', 'skipped', 'passed'] as const)
      .filter((verdict) => count(verdict) > 0)
      .map((verdict) => paint[verdict](`${count(verdict)} ${verdict}`))
    const flaky = tests.filter(isFlaky).length
    if (flaky > 0) counts.push(c.yellow(`${flaky} flaky`))
    const sum = (key: 'total' | 'passed') =>
      tests.reduce((total, { participants }) => total + participants[key], 0)
    print(`Tests         ${counts.join(', ')} of ${tests.length}`)
    print(`Participants  ${sum('passed')} passed of ${sum('total')}${simulated ? ' (simulated)' : ''}`)
    print(`Duration      ${formatMs(durationMs)}`)
  }
}
