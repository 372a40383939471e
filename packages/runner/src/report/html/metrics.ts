import type { TestResult } from '../../model/result.js'
import { plural } from '@loadero-test/core/internal'
import { distribution, type Limit } from './chart.js'
import { type Html, markup } from './text.js'
import { unitOf, withUnit } from '../../model/metric-unit.js'

/** The metrics that checks of the test set a limit for. */
export function gatedPaths({ checks }: TestResult): readonly string[] {
  return [...new Set(checks.flatMap(({ gate }) => gate?.path ?? []))]
}

/** The distribution of each gated metric over the participants. */
export function distributionsOf(result: TestResult): readonly Html[] {
  return gatedPaths(result).map((path) => {
    const values = result.participants.map((participant) => participant.values[path])
    const numbers = values.filter((value) => typeof value === 'number').filter(Number.isFinite)
    const unit = unitOf(path)
    const chart =
      distribution(numbers, limitsOf(result, path)) ?? markup`<p class="soft">no numeric values</p>`
    const missing = values.filter((value) => value === undefined).length
    const gap =
      missing > 0
        ? markup`<p class="soft">no value from ${missing} of ${plural(values.length, 'participant')}</p>\n`
        : undefined
    return markup`<h3>${path} <span class="soft">${unit === 'unknown' ? '(unit unknown)' : unit}</span></h3>\n${chart}\n${gap}`
  })
}

function limitsOf({ checks }: TestResult, path: string): readonly Limit[] {
  return checks.flatMap(({ gate, name, title = name, outcome }) => {
    const value = Number.parseFloat(gate?.limit ?? '')
    if (gate?.path !== path || !Number.isFinite(value)) return []
    const label = title.length > 60 ? `limit ${withUnit(gate.limit, path)}` : title
    return [{ value, label, isMet: outcome === 'passed' }]
  })
}
