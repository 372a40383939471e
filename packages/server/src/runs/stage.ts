import type { Clock } from '@loadero-test/core'
import type { Engine } from '../engine.js'
import type { ResultFiles } from '../result-files.js'
import type { Store } from '../store.js'

/** What runs are carried out with. */
export interface Stage {
  readonly store: Store
  readonly clock: Clock
  readonly engine: Engine
  readonly files: ResultFiles
  /** 0 ≤ x < 1; for the random ramp-ups. */
  readonly random: () => number
}
