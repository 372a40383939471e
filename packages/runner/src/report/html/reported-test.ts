import type { TestResult } from '../../model/result.js'
import type { TestSeries } from '../../model/timed/test-series.js'
import type { TimeAxis } from '../reading/moments.js'

/** A test as the page shows it. */
export interface ReportedTest {
  readonly result: TestResult
  /** The seconds of its participants. Absent when no log was read. */
  readonly series: TestSeries | undefined
  /** Absent when no participant has a time. */
  readonly axis: TimeAxis | undefined
  /** The id of its section in the page. */
  readonly anchor: string
  /** Links are relative to the directory of the page. */
  readonly directory: string
  /** The absolute path of the page of a participant. Absent when it has none. */
  readonly pageOf: (label: string) => string | undefined
}
