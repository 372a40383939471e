import { type Clock, systemClock } from '@loadero-test/core'
import type { Cues, Engine, Job, Measurement, Outcome } from './engine.js'
import { type Act, actOf, type Scenario } from './scenario.js'

export interface ScriptedEngineOptions {
  readonly clock?: Clock
  /** Everybody passes at once by default. */
  readonly scenario?: Scenario | ((job: Job) => Act)
}

/** Plays no browser: participants fare as the scenario says, in the clock's time. */
export const scriptedEngine = ({
  clock = systemClock,
  scenario = {},
}: ScriptedEngineOptions = {}): Engine => {
  const read = typeof scenario === 'function' ? scenario : (job: Job) => actOf(scenario, job)
  const closed = new AbortController()
  return {
    resolveBrowser: (requested) => versions[requested] ?? requested,
    execute: async (job, cues) => {
      const signal = AbortSignal.any([cues.signal, closed.signal])
      return play(read(job), { clock, job, cues: { ready: () => cues.ready(), signal } })
    },
    close: async () => closed.abort(new Error('The engine was closed')),
  }
}

const versions: Readonly<Record<string, string>> = { chromeLatest: 'chrome131', firefoxLatest: 'firefox132' }

const play = async (
  act: Act,
  { clock, job, cues }: { clock: Clock; job: Job; cues: Cues },
): Promise<Outcome> => {
  const { result = 'pass', message } = act
  await clock.sleep(act.prepareMs ?? 0, cues.signal)
  if (result === 'error') throw new Error(`[simulated] ${message ?? 'broken engine'}`)
  await cues.ready()
  const start = clock.now()
  const ended = await lasts(act, { clock, job, cues })
  const verdict = ended && result === 'pass' ? 'pass' : 'fail'
  return {
    seleniumResult: verdict,
    logs: { selenium: logOf([message, ended ? `Result: ${result}` : 'Cut short']) },
    artifacts: [],
    metrics: Object.fromEntries(
      Object.entries(act.metrics ?? {}).map(([path, metric]): [string, Measurement] => [
        path,
        Array.isArray(metric) ? { samples: metric } : { value: metric },
      ]),
    ),
    timecards: (act.timecards ?? []).map(({ name, startMs = 0, durationMs }) => ({
      name,
      start: start + startMs,
      end: start + startMs + durationMs,
    })),
  }
}

/** Waits as long as the act takes; false when it was cut short, as an act that times out always is. */
const lasts = async (
  act: Act,
  { clock, job, cues }: { clock: Clock; job: Job; cues: Cues },
): Promise<boolean> => {
  const endless = (job.run.participantTimeout + 1) * 1000
  try {
    await clock.sleep(act.result === 'timeout' ? endless : (act.durationMs ?? 0), cues.signal)
    return true
  } catch {
    return false
  }
}

const logOf = (lines: readonly (string | undefined)[]): string =>
  ['No browser was started.', ...lines.filter((line) => line !== undefined)]
    .map((line) => `[simulated] ${line}\n`)
    .join('')
