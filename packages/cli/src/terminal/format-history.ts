import { headline, plainLine, type TestHistory, withUnit } from '@loadero-test/runner'
import type { Colors } from './format-problems.js'

const bars = '▁▂▃▄▅▆▇█'

/** A line for each run, newest first, then a sparkline for each metric, oldest first. */
export function formatHistory(
  { name, testId, paths, entries, notices }: TestHistory,
  c: Colors,
): readonly string[] {
  const round = (value: number) => String(Number(value.toPrecision(4)))
  const paints = { passed: c.green, failed: c.red, errored: c.yellow, interrupted: c.yellow, skipped: c.dim }
  const width = Math.max(0, ...paths.map((path) => path.length))
  return [
    `${plainLine(name)}  ${c.dim(`test ${testId}`)}`,
    ...notices.map((notice) => c.yellow(`  ${plainLine(notice)}`)),
    ...entries.map(({ run, judged, values, reason }) => {
      const time = (run.execution_started ?? run.created ?? '').slice(0, 16).replace('T', ' ')
      const verdict = judged ? paints[judged.verdict](judged.verdict.padEnd(7)) : c.dim('-'.padEnd(7))
      const counts = judged
        ? `  ${judged.participantCounts.passed}/${judged.participantCounts.total} participants`
        : ''
      const metrics = paths.flatMap((path) => {
        const value = values[path]
        return value === undefined ? [] : [`${path} ${withUnit(round(value), path)}`]
      })
      const note = reason ?? (judged && headline(judged))
      const details = [...metrics, ...(note ? [plainLine(note)] : [])].join(', ')
      return `  run ${run.id}  ${time}  ${verdict}${counts}${details === '' ? '' : `  ${details}`}`
    }),
    ...paths.flatMap((path) => {
      const numbers = entries.toReversed().flatMap(({ values }) => values[path] ?? [])
      if (numbers.length < 2) return []
      const [min, max] = [Math.min(...numbers), Math.max(...numbers)]
      const line = numbers
        .map((value) => bars[max === min ? 0 : Math.round(((value - min) / (max - min)) * (bars.length - 1))])
        .join('')
      return [`  ${path.padEnd(width)}  ${line}  ${withUnit(`${round(min)} … ${round(max)}`, path)}`]
    }),
  ]
}
