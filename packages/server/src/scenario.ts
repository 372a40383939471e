import { z } from 'zod'
import type { Job } from './engine.js'

const actSchema = z.strictObject({
  /** `timeout`: never ends by itself; `error`: the engine breaks down before the participant is ready. */
  result: z.enum(['pass', 'fail', 'timeout', 'error']).exactOptional(),
  /** A line of the selenium log. */
  message: z.string().exactOptional(),
  durationMs: z.number().min(0).exactOptional(),
  /** Until the participant is ready. */
  prepareMs: z.number().min(0).exactOptional(),
  /** By base path: samples, or a single value. */
  metrics: z.record(z.string(), z.union([z.array(z.number()), z.number(), z.string()])).exactOptional(),
  /** Timed sections; `startMs` counts from the participant's start. */
  timecards: z
    .array(
      z.strictObject({
        name: z.string(),
        startMs: z.number().min(0).exactOptional(),
        durationMs: z.number().min(0),
      }),
    )
    .exactOptional(),
})

const scenarioSchema = z.strictObject({
  /** Until a participant is ready, where it does not say otherwise. */
  startupMs: z.number().min(0).exactOptional(),
  /** The first that fits counts; `test` and `name` are the exact names of test and participant. */
  participants: z
    .array(actSchema.extend({ test: z.string().exactOptional(), name: z.string().exactOptional() }))
    .exactOptional(),
  /** For whoever is not listed, and for what a listed one leaves open. */
  default: actSchema.exactOptional(),
})

/** How one participant fares; whatever is left out is uneventful, and it passes at once. */
export type Act = z.infer<typeof actSchema>
/** How all participants fare, e.g. as read from a JSON file. */
export type Scenario = z.infer<typeof scenarioSchema>

/** Checks a scenario from outside; throws with one line for each problem. */
export const parseScenario = (value: unknown): Scenario => {
  const parsed = scenarioSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Error(`Not a scenario:\n${z.prettifyError(parsed.error)}`)
}

/** What a scenario has in store for one participant. */
export const actOf = (scenario: Scenario, { run, participant }: Job): Act => {
  const found = scenario.participants?.find(
    ({ test = run.testName, name = participant.participant_name }) =>
      test === run.testName && name === participant.participant_name,
  )
  return { prepareMs: scenario.startupMs ?? 0, ...scenario.default, ...found }
}
