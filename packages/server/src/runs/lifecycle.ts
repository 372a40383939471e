import type { RunStatus } from '@loadero-test/core'
import type { ForcedOutcome, RunningStatus } from '../engines/engine.js'
import type { Store } from '../store/store.js'
import type { RunRow } from '../store/tables.js'
import { timestamp, unsetTime } from '../store/timestamp.js'
import type { LifecycleContext } from './lifecycle-context.js'
import { startParticipants } from './participants.js'
import { createStartGate } from './start-gate.js'

type EndStatus = NonNullable<ForcedOutcome['status']>
type Causes = Readonly<Partial<Record<RunStatus, string>>>

/** The changes that can interrupt a run in every status until it is stopped. */
const interruptions = {
  stopping: 'a client stops the run',
  aborted: 'the server ends while the run is live',
  'server-error': 'an unexpected error occurs',
  done: 'the engine forces this outcome',
  'no-users': 'the engine forces this outcome',
  'insufficient-resources': 'the engine forces this outcome',
  'aws-error': 'the engine forces this outcome',
  'db-error': 'the engine forces this outcome',
  'timeout-exceeded': 'the engine forces this outcome',
} as const satisfies Causes

/** How a run goes: the statuses that may follow each live status, with what causes each change. */
export const transitions: Readonly<Partial<Record<RunStatus, Causes>>> = {
  pending: {
    ...interruptions,
    initializing: 'the queue of the mode has room for all participants',
    'insufficient-resources': 'the run has more participants than the capacity of its mode',
    'no-users': 'the test has no participants',
  },
  initializing: {
    ...interruptions,
    running: 'every participant is ready, queued or over',
    'server-error': 'the engine throws for every participant',
  },
  running: { ...interruptions, 'waiting-results': 'every participant has ended' },
  'waiting-results': { ...interruptions, 'collecting-results': 'every result is recorded' },
  'collecting-results': { ...interruptions, done: 'metrics and success rate are available' },
  stopping: { stopping: 'a client stops the run again', aborted: 'every participant has ended' },
}

/**
 * Writes the next status of a run, and the columns that change with it.
 * @throws when no transition leads from the current status to the next
 */
export function moveRun(store: Store, run: RunRow, status: RunStatus, columns: Partial<RunRow> = {}): RunRow {
  const current = currentRow(store, run)
  if (transitions[current.status]?.[status] === undefined) {
    throw new Error(`Run ${run.id} cannot go from ${current.status} to ${status}`)
  }
  return store.replace('runs', { ...current, ...columns, status })
}

/** Executes one run from `pending` to an end status. Never rejects. */
export async function executeRun(context: LifecycleContext, run: RunRow, stop: AbortSignal): Promise<void> {
  const { store, clock, queues } = context
  const { test_mode: mode, participant_count: participants } = run
  try {
    await clock.sleep(0, stop)
    await holdStatus(context, run, 'pending', stop)
    if (!queues.fits(mode, participants)) throw new RunTerminatedError('insufficient-resources')
    const leaveQueue = await queues.enter(mode, participants, stop)
    try {
      const processing_started = timestamp(clock.now())
      store.replace('runs', { ...currentRow(store, run), processing_started })
      await executeParticipants(context, run, stop)
    } finally {
      leaveQueue()
    }
  } catch (error) {
    endRun(context, run, endStatus(error, stop))
  }
}

/** Takes a run from `initializing` to `done`. Every participant has ended when this resolves or rejects. */
async function executeParticipants(context: LifecycleContext, run: RunRow, stop: AbortSignal): Promise<void> {
  const { store, clock } = context
  const now = () => timestamp(clock.now())
  const enter = (status: RunStatus, columns: Partial<RunRow> = {}) => {
    stop.throwIfAborted()
    moveRun(store, run, status, columns)
  }
  const participants = store.find('run_participants', { run_id: run.id })
  if (participants.length === 0) throw new RunTerminatedError('no-users')
  enter('initializing')
  await holdStatus(context, run, 'initializing', stop)
  const halt = new AbortController()
  const halted = AbortSignal.any([stop, halt.signal])
  const gate = createStartGate(context, run, participants, halted)
  const executions = await startParticipants(context, run, participants, gate, halted)
  try {
    const readiness = await Promise.all(executions.map(({ prepared }) => prepared))
    if (readiness.every((one) => one === 'broken')) throw new RunTerminatedError('server-error')
    enter('running', { execution_started: now() })
    gate.open()
    await holdStatus(context, run, 'running', stop)
    await Promise.all(executions.map(({ ended }) => ended))
    enter('waiting-results', { execution_finished: now() })
    await holdStatus(context, run, 'waiting-results', stop)
    await Promise.all(executions.map(({ recorded }) => recorded))
    const passed = store.count('results', { run_id: run.id, status: 'pass' })
    enter('collecting-results', {
      success_rate: passed / participants.length,
      metric_status: 'calculating',
      mos_status: run.mos_test ? 'calculating' : 'none',
    })
    await holdStatus(context, run, 'collecting-results', stop)
    const scored = store.count('results', { run_id: run.id, mos_status: 'available' })
    const mos_status = scored > 0 ? 'available' : 'none'
    enter('done', { processing_finished: now(), metric_status: 'available', mos_status })
  } finally {
    halt.abort(new Error('The run is over'))
    await Promise.allSettled(executions.map(({ recorded }) => recorded))
  }
}

/** Thrown to end a run early. */
class RunTerminatedError extends Error {
  readonly status: EndStatus

  constructor(status: EndStatus) {
    super(`The run ends as ${status}`)
    this.name = 'RunTerminatedError'
    this.status = status
  }
}

/** Waits in a status for as long as the engine's forced outcome says, and ends the run there if it says so. */
async function holdStatus(
  { clock, engine }: LifecycleContext,
  run: RunRow,
  current: RunningStatus,
  stop: AbortSignal,
): Promise<void> {
  const { status, at = 'initializing', holdMs = {} } = engine.forcedOutcomeOf?.(run.test_name) ?? {}
  const ms = holdMs[current] ?? 0
  if (ms > 0) await clock.sleep(ms, stop)
  if (status !== undefined && at === current) throw new RunTerminatedError(status)
}

function endStatus(error: unknown, stop: AbortSignal): EndStatus {
  if (stop.aborted) return 'aborted'
  if (error instanceof RunTerminatedError) return error.status
  console.error(error)
  return 'server-error'
}

/** Ends a live run early. */
export function endRun(
  { store, clock }: Pick<LifecycleContext, 'store' | 'clock'>,
  run: RunRow,
  status: EndStatus,
): void {
  const now = timestamp(clock.now())
  const { execution_started } = currentRow(store, run)
  moveRun(store, run, status, {
    processing_finished: now,
    execution_finished: execution_started === unsetTime ? unsetTime : now,
  })
}

function currentRow(store: Store, run: RunRow): RunRow {
  return store.find('runs', { id: run.id })[0] ?? run
}
