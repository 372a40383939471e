import type { Clock, PollResult, LoaderoClient } from '@loadero-test/core'
import type { ArtifactPolicy } from '../model/model.js'
import { createPollSchedule } from './poll-schedule.js'
import type { RunContext } from './execute.js'
import { overheads } from './expected-end.js'

export interface RunContextOptions {
  readonly client: LoaderoClient
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly directory: string
  readonly artifacts: ArtifactPolicy
  /** The shortest time between two looks at the runs. */
  readonly pollIntervalMs: number
  /** On this machine a look costs nobody anything. */
  readonly place: keyof typeof overheads
  /** 0…1 */
  readonly random: () => number
  /** Told once when looks begin to fail. */
  readonly onOutage: (error: unknown) => void
}

/** For so long nobody gives up on runs that cannot be looked at: they go on meanwhile, and are paid for. */
const patienceMs = 10 * 60_000

/** Between two looks at runs that are being stopped. */
const stopIntervalMs = 2_000

/** Where all tests of a session are played. */
export function createRunContext({
  client,
  clock,
  signal,
  directory,
  artifacts,
  pollIntervalMs: intervalMs,
  place,
  random,
  onOutage,
}: RunContextOptions): RunContext {
  const cadence = createPollSchedule({ clock, intervalMs, random })
  const onTrouble = onceAnOutage(clock, onOutage)
  const pauseMs = (look: PollResult) => (place === 'local' ? intervalMs : cadence.pauseMs(look))
  const soonMs = Math.min(intervalMs, stopIntervalMs)
  return {
    client,
    clock,
    signal,
    directory,
    artifacts,
    watch: client.watch({ pauseMs, errorTimeoutMs: patienceMs, onError: onTrouble }),
    stopWatch: client.watch({ pauseMs: () => soonMs, errorTimeoutMs: patienceMs }),
    cadence,
    overhead: overheads[place],
  }
}

/** Troubles less than this apart are one outage. */
const outageMs = 5 * 60_000

function onceAnOutage(clock: Clock, onOutage: (error: unknown) => void) {
  let lastMs = -Infinity
  return (error: unknown) => {
    if (clock.now() - lastMs > outageMs) onOutage(error)
    lastMs = clock.now()
  }
}
