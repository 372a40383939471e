import type { Clock } from '@loadero-test/core'
import type { Assumptions } from './assumptions.js'
import type { Projects } from './projects.js'
import type { ResultFiles } from './runs/result-files.js'
import type { RunManager } from './runs/run-manager.js'
import type { Store } from './store/store.js'

/** What resources and routes work with. */
export interface Context {
  readonly projects: Projects
  readonly clock: Clock
  readonly store: Store
  readonly runs: RunManager
  readonly files: ResultFiles
  readonly assumptions: Assumptions
  /** Longer bodies are a 413. */
  readonly maxBodyBytes: number
}
