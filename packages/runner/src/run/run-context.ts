import type { Clock, Look, LoaderoClient } from '@loadero-test/core'
import type { Artifacts } from '../model/model.js'
import { createCadence } from './poll-schedule.js'
import type { Stage } from './execute.js'
import { overheads } from './expected-end.js'

export interface StageOptions {
  readonly client: LoaderoClient
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly directory: string
  readonly artifacts: Artifacts
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
export function createStage({
  client,
  clock,
  signal,
  directory,
  artifacts,
  pollIntervalMs: intervalMs,
  place,
  random,
  onOutage,
}: StageOptions): Stage {
  const cadence = createCadence({ clock, intervalMs, random })
  const onTrouble = onceAnOutage(clock, onOutage)
  const pauseMs = (look: Look) => (place === 'local' ? intervalMs : cadence.pauseMs(look))
  const soonMs = Math.min(intervalMs, stopIntervalMs)
  return {
    client,
    clock,
    signal,
    directory,
    artifacts,
    watch: client.watch({ pauseMs, patienceMs, onTrouble }),
    stopWatch: client.watch({ pauseMs: () => soonMs, patienceMs }),
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
