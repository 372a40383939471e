import { withUnitLabel } from '../metric-unit.js'

/** A threshold that follows from what earlier runs of the test measured. */
export interface HistoryLimit {
  /** How many of the newest earlier runs count. */
  readonly runs: number
  /** How much worse a run may be: a share of the earlier value, or an amount in the unit of the metric. */
  readonly by: {
    /** What `value` is. */
    readonly kind: 'share' | 'amount'
    /** Of a share, 0.2 for 20%. */
    readonly value: number
  }
  /** Which values are better. */
  readonly better: 'lower' | 'higher'
  /** What was found of earlier runs. Absent until it is read. */
  readonly baseline?: Baseline
}

/** The value that a run is compared with, or why there is none. */
export type Baseline =
  | {
      /** Whether there is a value. */
      readonly kind: 'known'
      /** The median of the earlier values. */
      readonly value: number
      /** Where it comes from: `5 earlier runs`, `loadero-baseline.json`. */
      readonly source: string
      /** Of the earlier runs, oldest first. Empty for a baseline file. */
      readonly runIds: readonly number[]
    }
  | {
      /** Whether there is a value. */
      readonly kind: 'missing'
      /** `2 of 5 earlier runs have the same script and participants` */
      readonly reason: string
      /** Whether the test is then errored. Otherwise it is a warning. */
      readonly isRequired: boolean
    }

/** The earlier runs that an expectation compares with. Write it with `previousRuns(5)`. */
export interface PreviousRuns {
  /** Distinguishes it from other values. */
  readonly kind: 'previous-runs'
  /** How many of the newest earlier runs count. */
  readonly runs: number
}

/** At least half of the runs, so that one unusual run does not decide. */
export function minEarlierRuns({ runs }: Pick<HistoryLimit, 'runs'>): number {
  return Math.ceil(runs / 2)
}

/** The threshold of a run: the earlier value, made worse by what is allowed. */
export function limitAfter({ by, better }: HistoryLimit, value: number): number {
  const distance = by.kind === 'share' ? Math.abs(value) * by.value : by.value
  return better === 'lower' ? value + distance : value - distance
}

/**
 * `20%`, `30 ms` or `5 percentage points`
 * @param unit of the value that is compared; `share` for the success rate, which is written in percent
 */
export function marginText({ by }: Pick<HistoryLimit, 'by'>, unit: string): string {
  const percentage = Number((by.value * 100).toFixed(6))
  if (by.kind === 'share') return `${percentage}%`
  if (unit === 'share') return `${percentage} percentage points`
  return unit === '%' ? `${by.value} percentage points` : withUnitLabel(String(by.value), unit)
}
