import type { Clock } from '@loadero-test/core'
import type { Assumptions } from '../assumptions.js'
import type { Engine } from '../engines/engine.js'
import type { Store } from '../store/store.js'
import type { Queues } from './queue.js'
import type { ResultFiles } from './result-files.js'

/** What the execution of runs works with. */
export interface LifecycleContext {
  readonly store: Store
  readonly clock: Clock
  readonly engine: Engine
  readonly files: ResultFiles
  readonly assumptions: Assumptions
  readonly queues: Queues
  /** 0 ≤ x < 1. Draws the random ramp-ups. */
  readonly random: () => number
}
