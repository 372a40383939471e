import { isLive } from '@loadero-test/core'
import type { RunRow, TestRow } from '../store/tables.js'
import type { LifecycleContext } from './lifecycle-context.js'
import { endRun, executeRun, moveRun } from './lifecycle.js'
import { snapshotTest } from './snapshot.js'

/** Starts and stops runs. The store holds their state. */
export interface RunManager {
  launch(test: TestRow): RunRow
  /** Asks a run to end, which happens later. Returns false when the run is not live. */
  stop(runId: number): boolean
  /** Stops all runs and waits for their ends. */
  close(): Promise<void>
}

export function createRunManager(context: LifecycleContext): RunManager {
  const { store, engine } = context
  const live = new Map<number, { stopper: AbortController; ended: Promise<void> }>()
  const stop = (runId: number): boolean => {
    const found = live.get(runId)
    const [row] = store.find('runs', { id: runId })
    // A run that has its end status stays in the map until the next turn of the event loop.
    if (found === undefined || row === undefined || !isLive(row.status)) return false
    moveRun(store, row, 'stopping')
    found.stopper.abort(new Error(`Run ${runId} was stopped`))
    return true
  }
  return {
    launch: (test) => {
      const run = snapshotTest(store, test, (requested) => engine.resolveBrowser(requested))
      const stopper = new AbortController()
      const ended = executeRun(context, run, stopper.signal).finally(() => live.delete(run.id))
      live.set(run.id, { stopper, ended })
      return run
    },
    stop,
    close: async () => {
      const ends = [...live.values()].map(({ ended }) => ended)
      for (const runId of live.keys()) stop(runId)
      await Promise.all(ends)
    },
  }
}

/** Aborts the runs that an earlier process left live in the store, because nothing executes them any more. */
export function abortInterruptedRuns(context: Pick<LifecycleContext, 'store' | 'clock'>): void {
  for (const run of context.store.find('runs').filter(({ status }) => isLive(status))) {
    endRun(context, run, 'aborted')
  }
}
