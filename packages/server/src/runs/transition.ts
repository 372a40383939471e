import type { RunningStatus } from '../engines/engine.js'
import type { RunRow } from '../store/tables.js'
import type { LifecycleContext } from './lifecycle-context.js'

type EndStatus = Exclude<RunRow['status'], RunningStatus | 'stopping'>

/** Thrown to end a run before its course is over. */
export class RunTerminatedError extends Error {
  readonly status: EndStatus

  constructor(status: EndStatus) {
    super(`The run ends as ${status}`)
    this.name = 'RunEnd'
    this.status = status
  }
}

/** One run on its way through its statuses, held back or ended where the engine decided so beforehand. */
export function createTransitions(
  { store, clock, engine }: LifecycleContext,
  run: RunRow,
  stop: AbortSignal,
) {
  const { status, at = 'initializing', holdMs = {} } = engine.forcedOutcomeOf?.(run.test_name) ?? {}
  const row = () => store.find('runs', { id: run.id })[0] ?? run
  const write = (columns: Partial<RunRow>) => store.replace('runs', { ...row(), ...columns })
  return {
    row,
    write,
    /** Writes a status, unless the run was stopped meanwhile. */
    enter: (columns: Partial<RunRow>) => {
      stop.throwIfAborted()
      write(columns)
    },
    /** Stays in a status for as long as it is held there; throws where the run is to end. */
    stay: async (where: RunningStatus) => {
      const ms = holdMs[where] ?? 0
      if (ms > 0) await clock.sleep(ms, stop)
      if (status !== undefined && at === where) throw new RunTerminatedError(status)
    },
  }
}
