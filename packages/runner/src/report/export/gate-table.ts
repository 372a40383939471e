import { withUnitLabel } from '../../model/metric-unit.js'
import type { Check, TestResult } from '../../model/result.js'
import { operatorSymbol } from '../../model/timed/operator-symbol.js'
import { gateChange } from '../reading/earlier-results.js'
import { escapeMarkdown } from './markdown.js'

/** The gates of all tests with their values and limits, also of those that passed: the failed ones first. */
export function gateRows(tests: readonly TestResult[]): readonly string[] {
  const gates = tests.flatMap(({ test, checks }) =>
    checks.flatMap((check) => {
      const { measure, name, title = name, actual, outcome, participants } = check
      if (measure === undefined) return []
      const change = gateChange(check)
      const { value, operator, limit, unit } = measure
      const shown = value === undefined ? escapeMarkdown(actual ?? '—') : numberText(value, unit)
      // How far the value is from the limit, relative to the limit.
      const share = value === undefined ? NaN : Math.round(((value - limit) / Math.abs(limit)) * 1_000) / 10
      const held = participants.total === 0 ? '' : `${participants.passed}/${participants.total}`
      const cells = [
        `${checkIcons[outcome]} ${escapeMarkdown(test.id)}`,
        escapeMarkdown(title),
        shown,
        `${escapeMarkdown(operatorSymbol(operator))} ${numberText(limit, unit)}`,
        Number.isFinite(share) ? escapeMarkdown(`${share > 0 ? '+' : ''}${share}%`) : '',
        held,
      ]
      return [
        {
          outcome,
          cells,
          change: change && escapeMarkdown(`${change.text} from ${change.before}`),
        },
      ]
    }),
  )
  if (gates.length === 0) return []
  const rank = ({ outcome }: (typeof gates)[number]) => (outcome === 'passed' ? 1 : 0)
  const hasChanges = gates.some(({ change }) => change !== undefined)
  return [
    `\n| test | gate | value | limit | distance | participants |${hasChanges ? ' change |' : ''}\n| --- | --- | ---: | ---: | ---: | ---: |${hasChanges ? ' ---: |' : ''}\n`,
    ...gates
      .toSorted((a, b) => rank(a) - rank(b))
      .map(({ cells, change = '' }) => `| ${[...cells, ...(hasChanges ? [change] : [])].join(' | ')} |\n`),
  ]
}

const checkIcons = {
  passed: '✅',
  failed: '❌',
  errored: '❗',
  skipped: '⏭️',
  warned: '⚠️',
} as const satisfies Record<Check['outcome'], string>

function numberText(value: number, unit: string): string {
  if (unit === '0…1') return escapeMarkdown(`${Number((value * 100).toFixed(3))}%`)
  return escapeMarkdown(withUnitLabel(String(Number(value.toPrecision(6))), unit))
}
