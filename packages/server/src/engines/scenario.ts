import { z } from 'zod'
import { distributionSchema } from './distribution.js'
import type { ForcedOutcome, ParticipantJob } from './engine.js'

const milliseconds = z.number().min(0)
const results = ['pass', 'fail', 'timeout', 'error'] as const
const liveStatuses = ['pending', 'initializing', 'running', 'waiting-results', 'collecting-results'] as const
const endStatuses = [
  'done',
  'aborted',
  'no-users',
  'insufficient-resources',
  'aws-error',
  'db-error',
  'server-error',
  'timeout-exceeded',
] as const

const section = { startMs: milliseconds.exactOptional(), durationMs: milliseconds }

const actSchema = z.strictObject({
  /**
   * `timeout`: never ends by itself; `error`: the engine breaks down before the participant is ready. Several
   * with their weights are drawn.
   */
  result: z.union([z.enum(results), z.partialRecord(z.enum(results), z.number().min(0))]).exactOptional(),
  /** A line of the selenium log. */
  message: z.string().exactOptional(),
  durationMs: z.union([milliseconds, distributionSchema]).exactOptional(),
  /** Until the participant is ready. */
  prepareMs: milliseconds.exactOptional(),
  /** By base path: samples, how to draw them, or a single value. */
  metrics: z
    .record(z.string(), z.union([z.array(z.number()), z.number(), z.string(), distributionSchema]))
    .exactOptional(),
  /** Beginnings of base paths that were not measured, whatever `metrics` says: `machine`, `webrtc/audio`. */
  missing: z.array(z.string()).exactOptional(),
  /** Timed sections; `startMs` counts from the participant's start. */
  timecards: z.array(z.strictObject({ name: z.string(), ...section })).exactOptional(),
  /** VISQOL scores of parts of what was heard. */
  mos: z.array(z.strictObject({ score: z.number(), ...section })).exactOptional(),
})

const fateSchema = z.strictObject({
  /** The exact name of a test; all tests without. */
  test: z.string().exactOptional(),
  /** What its runs end as … */
  status: z.enum(endStatuses).exactOptional(),
  /** … once they have been in this status for as long as `holdMs` says. */
  at: z.enum(liveStatuses).exactOptional(),
  /** How long a run stays in a status at least. */
  holdMs: z.partialRecord(z.enum(liveStatuses), milliseconds).exactOptional(),
})

const scenarioSchema = z.strictObject({
  /** Real time, so many times as fast, or no time at all: for whoever makes the clock. */
  pace: z.union([z.enum(['real', 'virtual']), z.number().positive()]).exactOptional(),
  /** Whatever is drawn is the same for the same seed, test and participant. */
  seed: z.union([z.number(), z.string()]).exactOptional(),
  /** Until a participant is ready, where it does not say otherwise. */
  startupMs: milliseconds.exactOptional(),
  /** The first that fits counts. */
  runs: z.array(fateSchema).exactOptional(),
  /** The first that fits counts; `test` and `name` are the exact names of test and participant. */
  participants: z
    .array(actSchema.extend({ test: z.string().exactOptional(), name: z.string().exactOptional() }))
    .exactOptional(),
  /** For whoever is not listed, and for what a listed one leaves open. */
  default: actSchema.exactOptional(),
})

/** How one participant fares; whatever is left out is uneventful, and it passes at once. */
export type ParticipantScenario = z.infer<typeof actSchema>
/** How all participants fare, e.g. as read from a JSON file. */
export type Scenario = z.infer<typeof scenarioSchema>

/** Checks a scenario from outside; throws with one line for each problem. */
export function parseScenario(value: unknown): Scenario {
  const parsed = scenarioSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Error(`Not a scenario:\n${z.prettifyError(parsed.error)}`)
}

/** What a scenario has in store for one participant. */
export function participantScenarioOf(scenario: Scenario, { run, participant }: ParticipantJob): ParticipantScenario {
  const found = scenario.participants?.find(
    ({ test = run.testName, name = participant.participant_name }) =>
      test === run.testName && name === participant.participant_name,
  )
  return { prepareMs: scenario.startupMs ?? 0, ...scenario.default, ...found }
}

/** … and for the runs of one test. */
export function forcedOutcomeOf({ runs = [] }: Scenario, testName: string): ForcedOutcome {
  const { test: _test, ...fate } = runs.find(({ test = testName }) => test === testName) ?? {}
  return fate
}
