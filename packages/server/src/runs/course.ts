import { timestamp, unsetTime } from '../timestamp.js'
import type { RunParticipantRow, RunRow } from '../tables.js'
import { cast, type Entry } from './cast.js'
import { deferred } from './deferred.js'
import { rampUp } from './ramp-up.js'
import type { Stage } from './stage.js'

/** Takes one run from pending to its end, which it reaches whatever happens. */
export const course = async (stage: Stage, run: RunRow, stop: AbortSignal): Promise<void> => {
  try {
    await stage.clock.sleep(0, stop)
    await act(stage, run, stop)
  } catch (error) {
    if (!stop.aborted) console.error(error)
    const { execution_started } = rowOf(stage, run)
    const now = timestamp(stage.clock.now())
    write(stage, run, {
      status: stop.aborted ? 'aborted' : 'server-error',
      processing_finished: now,
      execution_finished: execution_started === unsetTime ? unsetTime : now,
    })
  }
}

const act = async (stage: Stage, run: RunRow, stop: AbortSignal): Promise<void> => {
  const now = () => timestamp(stage.clock.now())
  const enter = (columns: Partial<RunRow>) => {
    stop.throwIfAborted()
    write(stage, run, columns)
  }
  const participants = stage.store.find('run_participants', { run_id: run.id })
  if (participants.length === 0) {
    return enter({ status: 'no-users', processing_started: now(), processing_finished: now() })
  }
  enter({ status: 'initializing', processing_started: now() })
  const { open, turn } = curtain(stage, run, participants, stop)
  const entries = await cast(stage, { run, participants, turn, stop })
  try {
    const preparations = await all(entries, 'prepared')
    if (preparations.every((preparation) => preparation === 'broken')) {
      await all(entries, 'recorded')
      return enter({ status: 'server-error', processing_finished: now() })
    }
    enter({ status: 'running', execution_started: now() })
    open()
    await all(entries, 'played')
    enter({ status: 'waiting-results', execution_finished: now() })
    await all(entries, 'recorded')
    enter({ status: 'collecting-results', success_rate: successRate(stage, run, participants.length) })
    enter({ status: 'done', processing_finished: now() })
  } finally {
    await Promise.allSettled(entries.map(({ recorded }) => recorded))
  }
}

/** Until it opens nobody's turn comes; then everybody waits for the time that the ramp-up gives. */
const curtain = (
  stage: Stage,
  run: RunRow,
  participants: readonly RunParticipantRow[],
  stop: AbortSignal,
) => {
  const groupNums = participants.map(({ group_num }) => group_num)
  const window = { windowMs: run.start_interval * 1000, random: stage.random }
  const starts = rampUp(run.increment_strategy, groupNums, window)
  const opened = deferred<void>()
  // A stop reaches those who wait for their turn, too; there may be none.
  stop.addEventListener('abort', () => opened.reject(stop.reason), { once: true })
  opened.promise.catch(() => {})
  return {
    open: () => opened.resolve(),
    turn: async (index: number, signal: AbortSignal) => {
      await opened.promise
      await stage.clock.sleep(starts[index] ?? 0, signal)
    },
  }
}

const all = <K extends 'prepared' | 'played' | 'recorded'>(entries: readonly Entry[], what: K) =>
  Promise.all(entries.map((entry) => entry[what]))

const successRate = ({ store }: Stage, run: RunRow, participants: number): number =>
  store.find('results', { run_id: run.id, status: 'pass' }).length / participants

const rowOf = ({ store }: Stage, run: RunRow): RunRow => store.find('runs', { id: run.id })[0] ?? run

const write = (stage: Stage, run: RunRow, columns: Partial<RunRow>) =>
  stage.store.replace('runs', { ...rowOf(stage, run), ...columns })
