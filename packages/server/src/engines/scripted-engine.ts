import { type Clock, systemClock } from '@loadero-test/core'
import type { ParticipantHooks, Engine, ParticipantJob, ParticipantOutput } from './engine.js'
import {
  type ParticipantScenario,
  participantScenarioOf,
  forcedOutcomeOf,
  type Scenario,
} from './scenario.js'
import { resolveScenario, type ResolvedScenario } from './resolve-scenario.js'

export interface ScriptedEngineOptions {
  readonly clock?: Clock
  /** Everybody passes at once by default. */
  readonly scenario?: Scenario | ((job: ParticipantJob) => ParticipantScenario)
}

/** Plays no browser: participants fare as the scenario says, in the clock's time. */
export function scriptedEngine({ clock = systemClock, scenario = {} }: ScriptedEngineOptions = {}): Engine {
  const planned = typeof scenario === 'function' ? { seed: 0 } : scenario
  const read =
    typeof scenario === 'function' ? scenario : (job: ParticipantJob) => participantScenarioOf(scenario, job)
  const closed = new AbortController()
  return {
    simulated: true,
    resolveBrowser: (requested) => versions[requested] ?? requested,
    forcedOutcomeOf: (testName) => forcedOutcomeOf(planned, testName),
    execute: async (job, cues) => {
      const signal = AbortSignal.any([cues.signal, closed.signal])
      const act = read(job)
      const part = { ...act, ...resolveScenario(act, job, planned.seed ?? 0) }
      return play(part, { clock, job, cues: { onReady: () => cues.onReady(), signal } })
    },
    close: async () => closed.abort(new Error('The engine was closed')),
  }
}

const versions: Readonly<Record<string, string>> = { chromeLatest: 'chrome131', firefoxLatest: 'firefox132' }

type Part = Omit<ParticipantScenario, keyof ResolvedScenario> & ResolvedScenario

async function play(
  act: Part,
  { clock, job, cues }: { clock: Clock; job: ParticipantJob; cues: ParticipantHooks },
): Promise<ParticipantOutput> {
  const { result, message, metrics } = act
  await clock.sleep(act.prepareMs ?? 0, cues.signal)
  if (result === 'error') throw new Error(`[simulated] ${message ?? 'broken engine'}`)
  await cues.onReady()
  const start = clock.now()
  const ended = await lasts(act, { clock, job, cues })
  const placed = ({ startMs = 0, durationMs }: { startMs?: number; durationMs: number }) => ({
    start: start + startMs,
    end: start + startMs + durationMs,
  })
  return {
    seleniumResult: ended && result === 'pass' ? 'pass' : 'fail',
    logs: { selenium: logOf([message, ended ? `Result: ${result}` : 'Cut short']) },
    artifacts: [],
    metrics,
    timecards: (act.timecards ?? []).map((card) => ({ name: card.name, ...placed(card) })),
    ...(act.mos && { mos: act.mos.map((part) => ({ score: part.score, ...placed(part) })) }),
  }
}

/** Waits as long as the act takes; false when it was cut short, as an act that times out always is. */
async function lasts(
  { result, durationMs }: ResolvedScenario,
  { clock, job, cues }: { clock: Clock; job: ParticipantJob; cues: ParticipantHooks },
): Promise<boolean> {
  const endless = (job.run.participantTimeout + 1) * 1000
  try {
    await clock.sleep(result === 'timeout' ? endless : durationMs, cues.signal)
    return true
  } catch {
    return false
  }
}

function logOf(lines: readonly (string | undefined)[]): string {
  return ['No browser was started.', ...lines.filter((line) => line !== undefined)]
    .map((line) => `[simulated] ${line}\n`)
    .join('')
}
