import type { TestResult } from '../../model/result.js'
import { plural } from '../format.js'
import { distribution, type Limit } from './chart.js'
import { type Html, markup } from './text.js'
import { unitOf } from '../../model/metric-unit.js'

/** The metrics that something of the test sets a limit to. */
export function gatedPaths({ checks }: TestResult): readonly string[] {
  return [...new Set(checks.flatMap(({ gate }) => gate?.path ?? []))]
}

/** How the values of each gated metric are spread over the participants. */
export function distributionsOf(result: TestResult): readonly Html[] {
  return gatedPaths(result).map((path) => {
    const values = result.participants.map((outcome) => outcome.values[path])
    const numbers = values.filter((value) => typeof value === 'number').filter(Number.isFinite)
    const unit = unitOf(path)
    const chart =
      distribution(numbers, limitsOf(result, path)) ??
      markup`<p class="soft">no number of it was measured</p>`
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
    return [{ value, words: title.length > 60 ? `limit ${gate.limit}` : title, held: outcome === 'passed' }]
  })
}
