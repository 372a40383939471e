import type { Clock } from '@loadero-test/core'
import type { ResultFiles } from './result-files.js'
import type { Runs } from './runs/lifecycle.js'
import type { Store } from './store.js'

/** What rules and routes work with. */
export interface Context {
  readonly projectId: number
  readonly clock: Clock
  readonly store: Store
  readonly runs: Runs
  readonly files: ResultFiles
  /** Whether results can be read while their run is live; unknown of the service. */
  readonly resultsWhileLive: boolean
}
