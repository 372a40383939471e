import { drawName, drawNumber, drawSeries } from './distribution.js'
import type { Measurement, ParticipantJob } from './engine.js'
import { createSeededRandom } from './random.js'
import type { ParticipantScenario } from './scenario.js'

/** A participant's scenario with all values drawn. */
export interface ResolvedScenario extends Omit<ParticipantScenario, 'result' | 'durationMs' | 'metrics'> {
  readonly result: 'pass' | 'fail' | 'timeout' | 'error'
  readonly durationMs: number
  /** By base path. Missing metrics are absent. */
  readonly metrics: Readonly<Record<string, Measurement>>
}

/** Draws each value of a scenario with a seed of its own, so that one more value changes no other. */
export function resolveScenario(
  scenario: ParticipantScenario,
  { run, participant, globalNum }: ParticipantJob,
  seed: string | number,
): ResolvedScenario {
  const randomOf = (value: string) =>
    createSeededRandom([seed, run.testName, participant.participant_name, globalNum, value].join('\n'))
  const { result = 'pass', durationMs = 0, metrics = {}, missing = [] } = scenario
  const measured = Object.entries(metrics).filter(
    ([path]) => !missing.some((prefix) => path.startsWith(prefix)),
  )
  return {
    ...scenario,
    result: typeof result === 'string' ? result : (drawName(result, randomOf('result')) ?? 'pass'),
    durationMs:
      typeof durationMs === 'number' ? durationMs : Math.max(0, drawNumber(durationMs, randomOf('duration'))),
    metrics: Object.fromEntries(
      measured.map(([path, metric]): [string, Measurement] => {
        if (Array.isArray(metric)) return [path, { samples: metric }]
        if (typeof metric === 'object') return [path, { samples: drawSeries(metric, randomOf(path)) }]
        return [path, { value: metric }]
      }),
    ),
  }
}
