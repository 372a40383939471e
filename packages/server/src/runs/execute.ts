import { timestamp, unsetTime } from '../store/timestamp.js'
import type { RunParticipantRow, RunRow } from '../store/tables.js'
import { startParticipants, type CapacityEntry } from './start-participants.js'
import { createDeferred } from './deferred.js'
import { createTransitions, RunTerminatedError } from './transition.js'
import { computeStarts } from './ramp-up.js'
import type { LifecycleContext } from './lifecycle-context.js'

/** Takes one run from pending to its end, which it reaches whatever happens. */
export async function executeRun(stage: LifecycleContext, run: RunRow, stop: AbortSignal): Promise<void> {
  const { row, write } = createTransitions(stage, run, stop)
  try {
    await stage.clock.sleep(0, stop)
    await queued(stage, run, stop)
  } catch (error) {
    const { execution_started } = row()
    const now = timestamp(stage.clock.now())
    write({
      status: endStatus(error, stop),
      processing_finished: now,
      execution_finished: execution_started === unsetTime ? unsetTime : now,
    })
  }
}

function endStatus(error: unknown, stop: AbortSignal): RunRow['status'] {
  if (stop.aborted) return 'aborted'
  if (error instanceof RunTerminatedError) return error.status
  console.error(error)
  return 'server-error'
}

/** Waits until there is room for all participants of the run. */
async function queued(stage: LifecycleContext, run: RunRow, stop: AbortSignal): Promise<void> {
  const { stay, write } = createTransitions(stage, run, stop)
  const { queues } = stage
  await stay('pending')
  const { test_mode: mode, participant_count: participants } = run
  if (!queues.fits(mode, participants)) throw new RunTerminatedError('insufficient-resources')
  const leave = await queues.enter(mode, participants, stop)
  try {
    write({ processing_started: timestamp(stage.clock.now()) })
    await act(stage, run, stop)
  } finally {
    leave()
  }
}

async function act(stage: LifecycleContext, run: RunRow, stop: AbortSignal): Promise<void> {
  const now = () => timestamp(stage.clock.now())
  const { enter, stay } = createTransitions(stage, run, stop)
  const participants = stage.store.find('run_participants', { run_id: run.id })
  if (participants.length === 0) throw new RunTerminatedError('no-users')
  enter({ status: 'initializing' })
  await stay('initializing')
  const halt = new AbortController()
  const halted = AbortSignal.any([stop, halt.signal])
  const { open, turn } = curtain(stage, run, participants, halted)
  const entries = await startParticipants(stage, { run, participants, turn, stop: halted })
  try {
    const preparations = await all(entries, 'prepared')
    if (preparations.every((preparation) => preparation === 'broken'))
      throw new RunTerminatedError('server-error')
    enter({ status: 'running', execution_started: now() })
    open()
    await stay('running')
    await all(entries, 'played')
    enter({ status: 'waiting-results', execution_finished: now() })
    await stay('waiting-results')
    await all(entries, 'recorded')
    const mos = run.mos_test ? 'calculating' : 'none'
    const rate = successRate(stage, run, participants.length)
    enter({ status: 'collecting-results', success_rate: rate, metric_status: 'calculating', mos_status: mos })
    await stay('collecting-results')
    const metric_status = 'available'
    enter({ status: 'done', processing_finished: now(), metric_status, mos_status: mosStatus(stage, run) })
  } finally {
    halt.abort(new Error('The run is over'))
    await Promise.allSettled(entries.map(({ recorded }) => recorded))
  }
}

/** Until it opens nobody's turn comes; then everybody waits for the time that the ramp-up gives. */
function curtain(
  stage: LifecycleContext,
  run: RunRow,
  participants: readonly RunParticipantRow[],
  stop: AbortSignal,
) {
  const groupNums = participants.map(({ group_num }) => group_num)
  const { random, assumptions } = stage
  const window = { windowMs: run.start_interval * 1000, random, linear: assumptions.linearRampUp }
  const starts = computeStarts(run.increment_strategy, groupNums, window)
  const opened = createDeferred<number>()
  // A stop reaches those who wait for their turn, too; there may be none.
  stop.addEventListener('abort', () => opened.reject(stop.reason), { once: true })
  opened.promise.catch(() => {})
  return {
    open: () => opened.resolve(stage.clock.now()),
    turn: async (index: number, signal: AbortSignal) => {
      // Counted from the opening: whoever had to wait for others has no second wait before it.
      const due = (await opened.promise) + (starts[index] ?? 0)
      await stage.clock.sleep(Math.max(0, due - stage.clock.now()), signal)
    },
  }
}

function all<K extends 'prepared' | 'played' | 'recorded'>(entries: readonly CapacityEntry[], what: K) {
  return Promise.all(entries.map((entry) => entry[what]))
}

function successRate({ store }: LifecycleContext, run: RunRow, participants: number): number {
  return store.count('results', { run_id: run.id, status: 'pass' }) / participants
}

function mosStatus({ store }: LifecycleContext, run: RunRow): RunRow['mos_status'] {
  return store.count('results', { run_id: run.id, mos_status: 'available' }) > 0 ? 'available' : 'none'
}
