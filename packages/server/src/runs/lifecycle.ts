import type { RunRow, TestRow } from '../store/tables.js'
import { executeRun } from './execute.js'
import { snapshotTest } from './snapshot.js'
import type { LifecycleContext } from './lifecycle-context.js'

/** Starts and stops runs; what becomes of them is read from the store. */
export interface RunLifecycle {
  launch(test: TestRow): RunRow
  /** Says whether there was anything to stop; the run ends some time later. */
  stop(runId: number): boolean
  /** Stops all runs and waits for their ends. */
  close(): Promise<void>
}

interface LiveRun {
  readonly stopper: AbortController
  readonly over: Promise<void>
}

export function createRunLifecycle(stage: LifecycleContext): RunLifecycle {
  const live = new Map<number, LiveRun>()
  const stop = (runId: number): boolean => {
    const found = live.get(runId)
    const [row] = stage.store.find('runs', { id: runId })
    if (found === undefined || row === undefined) return false
    stage.store.replace('runs', { ...row, status: 'stopping' })
    found.stopper.abort(new Error(`Run ${runId} was stopped`))
    return true
  }
  return {
    launch: (test) => {
      const run = snapshotTest(stage.store, test, (requested) => stage.engine.resolveBrowser(requested))
      const stopper = new AbortController()
      const over = executeRun(stage, run, stopper.signal).finally(() => live.delete(run.id))
      live.set(run.id, { stopper, over })
      return run
    },
    stop,
    close: async () => {
      const ends = [...live.values()].map(({ over }) => over)
      for (const runId of live.keys()) stop(runId)
      await Promise.all(ends)
    },
  }
}
