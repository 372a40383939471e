import { type Clock, systemClock } from '@loadero-test/core'
import type { Engine, ParticipantHooks, ParticipantJob, ParticipantOutput } from './engine.js'
import { type ResolvedScenario, resolveScenario } from './resolve-scenario.js'
import {
  forcedOutcomeOf,
  type ParticipantScenario,
  participantScenarioOf,
  type Scenario,
} from './scenario.js'

export interface ScriptedEngineOptions {
  readonly clock?: Clock
  /** Without one, all participants pass at once. */
  readonly scenario?: Scenario | ((job: ParticipantJob) => ParticipantScenario)
}

/** Starts no browser: participants go as the scenario says, in the clock's time. */
export function scriptedEngine({ clock = systemClock, scenario = {} }: ScriptedEngineOptions = {}): Engine {
  const isFunction = typeof scenario === 'function'
  const runs = isFunction ? {} : scenario
  const seed = runs.seed ?? 0
  const scenarioOf = (job: ParticipantJob) =>
    isFunction ? scenario(job) : participantScenarioOf(scenario, job)
  const closed = new AbortController()
  return {
    simulated: true,
    resolveBrowser: (requested) => versions[requested] ?? requested,
    forcedOutcomeOf: (testName) => forcedOutcomeOf(runs, testName),
    execute: async (job, { onReady, signal }) => {
      const hooks = { onReady, signal: AbortSignal.any([signal, closed.signal]) }
      return simulateParticipant(resolveScenario(scenarioOf(job), job, seed), job, hooks, clock)
    },
    close: async () => closed.abort(new Error('The engine was closed')),
  }
}

const versions: Readonly<Record<string, string>> = { chromeLatest: 'chrome131', firefoxLatest: 'firefox132' }

async function simulateParticipant(
  scenario: ResolvedScenario,
  job: ParticipantJob,
  { onReady, signal }: ParticipantHooks,
  clock: Clock,
): Promise<ParticipantOutput> {
  const { result, message, logs, metrics, durationMs, prepareMs = 0, timecards = [], mos } = scenario
  await clock.sleep(prepareMs, signal)
  if (result === 'error') throw new Error(`[simulated] ${message ?? 'broken engine'}`)
  await onReady()
  const start = clock.now()
  // A participant that times out lasts longer than its timeout, so the signal always ends it.
  const lastsMs = result === 'timeout' ? (job.run.participantTimeout + 1) * 1000 : durationMs
  const ended = await clock.sleep(lastsMs, signal).then(
    () => true,
    () => false,
  )
  // The reason of a failure is marked, as by the local engine. A scenario can have the mark already.
  const isMarked = result === 'pass' || message?.startsWith('✖')
  const lines = [
    'No browser was started.',
    ended ? `Result: ${result}` : 'Cut short',
    ...(message === undefined ? [] : [isMarked ? message : `✖ ${message}`]),
  ]
  const toTimes = (section: { startMs?: number; durationMs: number }) => {
    const sectionStart = start + (section.startMs ?? 0)
    return { start: sectionStart, end: sectionStart + section.durationMs }
  }
  return {
    seleniumResult: ended && result === 'pass' ? 'pass' : 'fail',
    logs: { selenium: lines.map((line) => `[simulated] ${line}\n`).join(''), ...logs },
    artifacts: [],
    metrics,
    timecards: timecards.map((card) => ({ name: card.name, ...toTimes(card) })),
    ...(mos && { mos: mos.map((section) => ({ score: section.score, ...toTimes(section) })) }),
  }
}
