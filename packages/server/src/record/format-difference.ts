import type { ExchangeDifference } from './compare-exchange.js'

export interface RecordingSummary {
  readonly exchanges: number
  readonly differences: readonly CountedDifference[]
  /** Exchanges that the local Loadero cannot be compared with. */
  readonly notCompared: number
}

/** A difference, and the number of exchanges that have it. */
export interface CountedDifference extends ExchangeDifference {
  readonly count: number
}

/** A difference as one line. */
export function formatDifference(difference: ExchangeDifference): string {
  const { operation, kind, path, service, local, assumption } = difference
  const place = path === '' ? kind : `${kind} ${path}`
  const hint = assumption === undefined ? '' : `. It is the assumption ${assumption}`
  return `${operation}: ${place}: the service has ${service}, the local Loadero has ${local}${hint}`
}

/** What a recording holds, and the assumptions under which the local Loadero is more like the service. */
export function formatSummary(
  { exchanges, differences, notCompared }: RecordingSummary,
  directory: string,
): string {
  const assumptions = [...new Set(differences.flatMap(({ assumption }) => assumption ?? []))]
  const explained = differences.filter(({ assumption }) => assumption !== undefined).length
  return [
    `Recorded exchanges: ${exchanges}, in ${directory}. Compared: ${exchanges - notCompared}.`,
    `Differences: ${differences.length}.`,
    ...(assumptions.length > 0
      ? [`Assumptions explain ${explained} of them: --assume ${assumptions.join(',')}`]
      : []),
    '',
  ].join('\n')
}
