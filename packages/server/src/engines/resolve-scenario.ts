import { drawNumber, drawName, drawSeries } from './distribution.js'
import type { ParticipantJob, Measurement } from './engine.js'
import { createSeededRandom } from './random.js'
import type { ParticipantScenario } from './scenario.js'

/** An act of which nothing is left to chance. */
export interface ResolvedScenario {
  readonly result: 'pass' | 'fail' | 'timeout' | 'error'
  readonly durationMs: number
  /** By base path; what is missing is not here. */
  readonly metrics: Readonly<Record<string, Measurement>>
}

/** Draws whatever the act leaves to chance; each thing on its own, so that one more changes no other. */
export function resolveScenario(
  act: ParticipantScenario,
  { run, participant, globalNum }: ParticipantJob,
  seed: string | number,
): ResolvedScenario {
  const random = (what: string) =>
    createSeededRandom([seed, run.testName, participant.participant_name, globalNum, what].join('\n'))
  const { result = 'pass', durationMs = 0, metrics = {}, missing = [] } = act
  const measured = Object.entries(metrics).filter(
    ([path]) => !missing.some((start) => path.startsWith(start)),
  )
  return {
    result: typeof result === 'string' ? result : (drawName(result, random('result')) ?? 'pass'),
    durationMs:
      typeof durationMs === 'number' ? durationMs : Math.max(0, drawNumber(durationMs, random('duration'))),
    metrics: Object.fromEntries(measured.map(([path, metric]) => [path, measurement(metric, random(path))])),
  }
}

function measurement(
  metric: NonNullable<ParticipantScenario['metrics']>[string],
  random: () => number,
): Measurement {
  if (Array.isArray(metric)) return { samples: metric }
  return typeof metric === 'object' ? { samples: drawSeries(metric, random) } : { value: metric }
}
