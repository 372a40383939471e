import type { ParticipantJob, ParticipantOutput } from '../engines/engine.js'
import { omit } from '../store/columns.js'
import type { RunParticipantRow, RunRow } from '../store/tables.js'
import { createDeferred } from './deferred.js'
import type { LifecycleContext } from './lifecycle-context.js'
import { type ExecutedParticipant, recordResult } from './record.js'
import type { StartGate } from './start-gate.js'
import { createTimeLimit } from './time-limit.js'

/** The execution of one participant of a run. */
export interface ParticipantExecution {
  /**
   * Resolves when the ramp-up no longer has to wait for this participant. `queued`: it waits for others to end;
   * `over`: it ended before it was ready; `broken`: the engine threw before it was ready.
   */
  readonly prepared: Promise<'ready' | 'queued' | 'over' | 'broken'>
  /** Never rejects: an error of the engine is part of the value. */
  readonly ended: Promise<ExecutedParticipant>
  /** Resolves when the result is stored. */
  readonly recorded: Promise<void>
}

/**
 * Starts the execution of every participant of a run.
 * @param stop aborts when the run is stopped
 */
export async function startParticipants(
  context: LifecycleContext,
  run: RunRow,
  participants: readonly RunParticipantRow[],
  gate: StartGate,
  stop: AbortSignal,
): Promise<ParticipantExecution[]> {
  const { clock, engine, files, store } = context
  // A simulated participant leaves no files, and thousands of empty directories take longer than its run.
  const createDirectory = async () => (engine.simulated ? '' : files.jobDirectory())
  const setups = await clock.during(() =>
    Promise.all(participants.map(async (row) => ({ row, directory: await createDirectory() }))),
  )
  stop.throwIfAborted()
  const script = store.find('files', { id: run.script_file_id })[0]?.content ?? ''
  return setups.map(({ row, directory }, globalNum) => {
    const job: ParticipantJob = {
      participant: omit(row, 'requested_browser'),
      globalNum,
      script,
      directory,
      run: {
        id: run.id,
        testName: run.test_name,
        mode: run.test_mode,
        startInterval: run.start_interval,
        participantTimeout: run.participant_timeout,
        totalParticipants: participants.length,
      },
    }
    const { prepared, ended } = executeParticipant(context, job, gate, stop)
    const recorded = ended.then((executed) =>
      clock.during(() => recordResult(context, { participant: row, run, executed, directory })),
    )
    // The run awaits it later. Until then a rejection must not end the process.
    recorded.catch(() => {})
    return { prepared, ended, recorded }
  })
}

/** Executes one participant, whose timeout counts from its own start. */
function executeParticipant(
  { engine, clock }: Pick<LifecycleContext, 'engine' | 'clock'>,
  job: ParticipantJob,
  gate: StartGate,
  stop: AbortSignal,
): Pick<ParticipantExecution, 'prepared' | 'ended'> {
  const prepared = createDeferred<Awaited<ParticipantExecution['prepared']>>()
  const limit = createTimeLimit(clock, job.run.participantTimeout * 1_000)
  const signal = AbortSignal.any([limit.signal, stop])
  let start: number | undefined
  let started: Promise<void> | undefined
  let ending: Pick<ExecutedParticipant, 'end' | 'interruption'> | undefined

  const waitForStart = async () => {
    prepared.resolve('ready')
    await gate.wait(job.globalNum, signal)
    start = clock.now()
    limit.start()
  }
  const end = () => {
    limit.finish()
    const cause = signal.reason === limit.signal.reason ? 'timeout' : 'aborted'
    return (ending ??= { end: clock.now(), interruption: signal.aborted ? cause : undefined })
  }
  const execute = async (): Promise<ExecutedParticipant> => {
    const hooks = {
      onReady: () => (started ??= waitForStart()),
      onQueued: () => prepared.resolve('queued'),
      onEnded: () => void end(),
      onHeld: () => limit.hold(),
      signal,
    }
    let output: ParticipantOutput | undefined
    let error: unknown
    try {
      output = await engine.execute(job, hooks)
    } catch (thrown) {
      error = thrown ?? new Error('The engine threw nothing')
    }
    prepared.resolve(output ? 'over' : 'broken')
    return { start, ...end(), output, error }
  }
  return { prepared: prepared.promise, ended: execute() }
}
