import { parseWith } from '@loadero-test/core/internal/schemas'
import { z } from 'zod'
import { distributionSchema } from './distribution.js'
import type { ForcedOutcome, ParticipantJob } from './engine.js'

const milliseconds = z.number().min(0)
const results = ['pass', 'fail', 'timeout', 'error'] as const
const runningStatuses = [
  'pending',
  'initializing',
  'running',
  'waiting-results',
  'collecting-results',
] as const
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

const participantSchema = z.strictObject({
  /**
   * `timeout`: the participant never ends by itself. `error`: the engine fails before the participant is ready.
   * Several results with weights: one of them is drawn.
   */
  result: z.union([z.enum(results), z.partialRecord(z.enum(results), z.number().min(0))]).exactOptional(),
  /** A line of the selenium log. When the participant fails, it is the reason. */
  message: z.string().exactOptional(),
  /** Texts of further logs: the browser's, a dump of webrtc-internals, and samples of the machine. */
  logs: z
    .strictObject({
      browser: z.string().exactOptional(),
      webrtc: z.string().exactOptional(),
      rru: z.string().exactOptional(),
    })
    .exactOptional(),
  durationMs: z.union([milliseconds, distributionSchema]).exactOptional(),
  /** The time until the participant is ready. */
  prepareMs: milliseconds.exactOptional(),
  /** By base path: samples, how to draw them, or a single value. */
  metrics: z
    .record(z.string(), z.union([z.array(z.number()), z.number(), z.string(), distributionSchema]))
    .exactOptional(),
  /** Prefixes of base paths in `metrics` that are not measured, e.g. `machine` or `webrtc/audio`. */
  missing: z.array(z.string()).exactOptional(),
  /** Timed sections. `startMs` counts from the participant's start. */
  timecards: z.array(z.strictObject({ name: z.string(), ...section })).exactOptional(),
  /** VISQOL scores of sections of the audio. */
  mos: z.array(z.strictObject({ score: z.number(), ...section })).exactOptional(),
})

const runSchema = z.strictObject({
  /** The exact name of a test. All tests by default. */
  test: z.string().exactOptional(),
  /** The end status of its runs. */
  status: z.enum(endStatuses).exactOptional(),
  /** The status in which they end. `initializing` by default. */
  at: z.enum(runningStatuses).exactOptional(),
  /** How long a run stays in each status at least. */
  holdMs: z.partialRecord(z.enum(runningStatuses), milliseconds).exactOptional(),
})

const scenarioSchema = z.strictObject({
  /** `real` time, a factor by which time is faster, or `virtual` time, which jumps to the next event. */
  speed: z.union([z.enum(['real', 'virtual']), z.number().positive()]).exactOptional(),
  /** The same seed, test and participant give the same drawn values. */
  seed: z.union([z.number(), z.string()]).exactOptional(),
  /** The default of `prepareMs`. */
  startupMs: milliseconds.exactOptional(),
  /** The first entry that matches a run applies. */
  runs: z.array(runSchema).exactOptional(),
  /**
   * The first entry that matches applies. `test` and `name` are the exact names of test and participant; `above` is a
   * number of participants that the run exceeds.
   */
  participants: z
    .array(
      participantSchema.extend({
        test: z.string().exactOptional(),
        name: z.string().exactOptional(),
        above: z.int().min(0).exactOptional(),
      }),
    )
    .exactOptional(),
  /** Participants without an entry, and the keys that an entry leaves out. */
  default: participantSchema.exactOptional(),
})

/** How one participant goes. Without any keys it passes at once. */
export type ParticipantScenario = z.infer<typeof participantSchema>
/** How all participants and runs go. */
export type Scenario = z.infer<typeof scenarioSchema>

/** Parses a scenario, e.g. of a JSON file. Throws with one line for each problem. */
export function parseScenario(value: unknown): Scenario {
  return parseWith(scenarioSchema, value, 'scenario')
}

/** The part of a scenario that applies to one participant. */
export function participantScenarioOf(
  scenario: Scenario,
  { run, participant }: ParticipantJob,
): ParticipantScenario {
  const entry = scenario.participants?.find(
    ({ test = run.testName, name = participant.participant_name, above = 0 }) =>
      test === run.testName && name === participant.participant_name && run.totalParticipants > above,
  )
  return { prepareMs: scenario.startupMs ?? 0, ...scenario.default, ...entry }
}

/** The part of a scenario that applies to the runs of one test. */
export function forcedOutcomeOf({ runs = [] }: Scenario, testName: string): ForcedOutcome {
  const { test: _test, ...forcedOutcome } = runs.find(({ test = testName }) => test === testName) ?? {}
  return forcedOutcome
}
