/** The values of one metric over the participants of one run. */
export interface Distribution {
  readonly count: number
  readonly min: number
  readonly p25: number
  readonly median: number
  readonly p75: number
  readonly p95: number
  readonly max: number
  readonly mean: number
}

/** `too little data`: no values could show a difference, or none can be relied on. */
export type ComparisonOutcome = 'same' | 'better' | 'worse' | 'too little data'

/** One metric of one test, before and after. */
export interface MetricComparison {
  /** A metric path, or `success rate`. */
  readonly metric: string
  readonly unit: string
  /** `share`: of the participants that meet the gates of the metric, or that passed. */
  readonly kind: 'value' | 'share'
  /** Which values are good. */
  readonly better: 'higher' | 'lower'
  readonly before?: Distribution | undefined
  readonly after?: Distribution | undefined
  /** Of the medians, or of the shares; in the unit of the metric. */
  readonly difference?: number
  /** Relative to the value before; absent when that is 0. */
  readonly differencePercent?: number
  /** Cliff's delta, from -1 to 1; greater than 0 when the values after are greater. */
  readonly effect?: number
  /** Adjusted for the number of metrics that are compared. */
  readonly pValue?: number
  readonly outcome: ComparisonOutcome
  /** Why there is too little data. */
  readonly reason?: string
}

export interface TestComparison {
  readonly name: string
  readonly runBefore?: number | undefined
  readonly runAfter?: number | undefined
  /** The worst of its metrics. Too little data counts only where no metric could be compared. */
  readonly outcome: ComparisonOutcome
  readonly metrics: readonly MetricComparison[]
  /** What else differs, so that a difference may come from it. */
  readonly notices: readonly string[]
}

export interface SideComparison {
  readonly before: string
  readonly after: string
  /** The worst of its tests. */
  readonly outcome: ComparisonOutcome
  readonly tests: readonly TestComparison[]
  /** Tests of one side alone. */
  readonly onlyBefore: readonly string[]
  readonly onlyAfter: readonly string[]
  readonly notices: readonly string[]
}
