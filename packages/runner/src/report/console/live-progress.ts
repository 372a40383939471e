import { plural } from '@loadero-test/core/internal'
import { isFlaky } from '../../model/result.js'
import { wrap } from './fit.js'
import { symbols } from './palette.js'
import { plainLine } from '../plain-text.js'
import { resultLine } from './result-lines.js'
import type { ProgressContext, ProgressRenderer } from './progress-renderer.js'
import { openProgressWindow } from './window.js'
import { windowLines } from './window-lines.js'

/** In a larger session, a line for each test that passes would hide those that did not. */
const maxPassedLines = 50

/**
 * Shows a window with the tests in flight. Other lines scroll by above it: of a large session, the tests that did not
 * pass and a line for each spec file.
 */
export function renderLiveProgress(context: ProgressContext): ProgressRenderer {
  const { terminal, palette, now, timer, progress, tests } = context
  const window = openProgressWindow({
    terminal,
    timer,
    render: (size) => windowLines(progress(), { ...size, palette, nowMs: now() }),
  })
  const print = (line: string) => {
    for (const part of wrap(line, terminal.size().columns)) window.print(part)
  }
  const totals = new Map<string, number>()
  for (const { location } of tests) totals.set(location.file, (totals.get(location.file) ?? 0) + 1)
  const remaining = new Map(totals)
  const passed = new Map<string, number>()
  const printPassed = (file: string) => {
    const count = passed.get(file) ?? 0
    if (count === 0) return
    passed.delete(file)
    print(
      `${palette.of.passed(symbols.passed)} ${plainLine(file)}${palette.dim(`  ${count} of ${plural(totals.get(file) ?? count, 'test')} passed`)}`,
    )
  }
  return {
    print,
    changed: window.update,
    result: (result) => {
      const { file } = result.test.location
      const left = (remaining.get(file) ?? 1) - 1
      remaining.set(file, left)
      const { verdict, warnings = [] } = result
      const hasNotes = verdict !== 'passed' || isFlaky(result) || warnings.length > 0
      if (tests.length > maxPassedLines && !hasNotes) {
        passed.set(file, (passed.get(file) ?? 0) + 1)
      } else print(resultLine(result, palette))
      if (left <= 0) printPassed(file)
      window.update()
    },
    close: () => {
      for (const file of passed.keys()) printPassed(file)
      window.close()
    },
  }
}
