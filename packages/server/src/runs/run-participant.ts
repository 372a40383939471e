import type { Clock } from '@loadero-test/core'
import type { Engine, ParticipantJob, ParticipantOutput } from '../engines/engine.js'
import { createDeferred } from './deferred.js'

/** One participant on its way through a run. */
export interface ParticipantExecution {
  /** Settles as soon as the ramp-up need not wait for it any longer. */
  readonly prepared: Promise<Preparation>
  /** Never rejects: what goes wrong is part of the story. */
  readonly played: Promise<ExecutedParticipant>
}

/** `queued`: it waits for others to end; `over`: it ended without ever being ready; `broken`: the engine threw before it was. */
type Preparation = 'ready' | 'queued' | 'over' | 'broken'

export interface ExecutedParticipant {
  /** When its turn came, in Unix milliseconds; undefined when it never did. */
  readonly start: number | undefined
  readonly end: number
  /** Why it was ended from outside, if it was. */
  readonly cut: 'timeout' | 'aborted' | undefined
  readonly outcome: ParticipantOutput | undefined
  /** What the engine threw instead of an outcome. */
  readonly error: unknown
}

export interface ParticipantContext {
  readonly engine: Engine
  readonly clock: Clock
  readonly job: ParticipantJob
  /** Resolves when its turn in the ramp-up has come; rejects once the signal aborts. */
  readonly turn: (signal: AbortSignal) => Promise<void>
  /** Aborts when the run is stopped. */
  readonly stop: AbortSignal
}

/** Has the engine play one participant, whose time counts from its own turn. */
export function runParticipant({ engine, clock, job, turn, stop }: ParticipantContext): ParticipantExecution {
  const prepared = createDeferred<Preparation>()
  const timeUp = new AbortController()
  const finished = new AbortController()
  const signal = AbortSignal.any([timeUp.signal, stop])
  let start: number | undefined
  let turned: Promise<void> | undefined
  let finale: Pick<ExecutedParticipant, 'end' | 'cut'> | undefined

  const limitTime = async () => {
    try {
      await clock.sleep(job.run.participantTimeout * 1000, finished.signal)
      timeUp.abort(new Error("The participant's time is over"))
    } catch {
      // It finished first.
    }
  }
  const takeTurn = async () => {
    prepared.resolve('ready')
    await turn(signal)
    start = clock.now()
    void limitTime()
  }
  const play = async (): Promise<ExecutedParticipant> => {
    const queued = () => prepared.resolve('queued')
    const cues = { onReady: () => (turned ??= takeTurn()), onQueued: queued, onEnded: () => void end(), signal }
    const told = await attempt(() => engine.execute(job, cues))
    prepared.resolve(told.outcome ? 'over' : 'broken')
    return { start, ...end(), ...told }
  }
  const end = () => {
    finished.abort()
    return (finale ??= { end: clock.now(), cut: cut() })
  }
  const cut = () => {
    if (!signal.aborted) return undefined
    return signal.reason === timeUp.signal.reason ? 'timeout' : 'aborted'
  }
  return { prepared: prepared.promise, played: play() }
}

async function attempt(work: () => Promise<ParticipantOutput>): Promise<Pick<ExecutedParticipant, 'outcome' | 'error'>> {
  try {
    return { outcome: await work(), error: undefined }
  } catch (error) {
    return { outcome: undefined, error: error ?? new Error('The engine threw nothing') }
  }
}
