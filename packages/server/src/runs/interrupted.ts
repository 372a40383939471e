import { isLive } from '@loadero-test/core'
import type { Store } from '../store/store.js'
import { unsetTime } from '../store/timestamp.js'

/** Ends the runs that a former server left behind: nobody will ever go on with them. */
export const abortInterrupted = (store: Store, now: string): void => {
  for (const run of store.find('runs').filter(({ status }) => isLive(status))) {
    const executed = run.execution_started !== unsetTime
    store.replace('runs', {
      ...run,
      status: 'aborted',
      processing_finished: now,
      execution_finished: executed ? now : unsetTime,
    })
  }
}
