import type { ParticipantJob } from '../engines/engine.js'
import type { RunParticipantRow, RunRow } from '../store/tables.js'
import { omit } from '../store/columns.js'
import { runParticipant, type ParticipantExecution } from './run-participant.js'
import { recordResult } from './record.js'
import type { LifecycleContext } from './lifecycle-context.js'

/** A performance whose result is written down as soon as it ends. */
export interface CapacityEntry extends ParticipantExecution {
  readonly recorded: Promise<void>
}

interface Production {
  readonly run: RunRow
  readonly participants: readonly RunParticipantRow[]
  /** Resolves when the turn of the participant with this index has come. */
  readonly turn: (index: number, signal: AbortSignal) => Promise<void>
  readonly stop: AbortSignal
}

/** Hands every participant of a run to the engine. */
export async function startParticipants(
  stage: LifecycleContext,
  production: Production,
): Promise<CapacityEntry[]> {
  const { clock, engine } = stage
  const { participants, turn, stop } = production
  const seats = await clock.during(() =>
    Promise.all(participants.map(async (row) => ({ row, directory: await directoryOf(stage) }))),
  )
  stop.throwIfAborted()
  const script = scriptOf(stage, production.run)
  return seats.map(({ row, directory }, globalNum) => {
    const participant = omit(row, 'requested_browser')
    const job = jobOf(production, { participant, globalNum, script, directory })
    const performance = runParticipant({
      engine,
      clock,
      job,
      turn: (signal) => turn(globalNum, signal),
      stop,
    })
    const recorded = performance.played.then((played) =>
      clock.during(() =>
        recordResult(stage, { participant: row, mode: production.run.test_mode, played, directory }),
      ),
    )
    // Whoever awaits it hears of a failure; until then it must not end the process.
    recorded.catch(() => {})
    return { ...performance, recorded }
  })
}

// Thousands of empty directories would take longer than a simulated run.
async function directoryOf({ engine, files }: LifecycleContext): Promise<string> {
  return engine.simulated ? '' : files.jobDirectory()
}

function scriptOf({ store }: LifecycleContext, run: RunRow): string {
  return store.find('files', { id: run.script_file_id })[0]?.content ?? ''
}

function jobOf({ run, participants }: Production, own: Omit<ParticipantJob, 'run'>): ParticipantJob {
  return {
    ...own,
    run: {
      id: run.id,
      testName: run.test_name,
      mode: run.test_mode,
      startInterval: run.start_interval,
      participantTimeout: run.participant_timeout,
      totalParticipants: participants.length,
    },
  }
}
