import { z } from 'zod'
import type { IncrementStrategy, Open, TestMode } from '../constants/enums.js'
import { fillPath, booleanSchema, type InputShape, seconds, type ValueSchemas } from './input.js'
import { open, rowSchema } from './wire.js'

export const testSchema = z.looseObject({
  ...rowSchema,
  project_id: z.int().optional(),
  name: z.string().optional(),
  /** The script's text never travels with a test: read the file of this id. It stays when the text changes. */
  script_file_id: z.int().optional(),
  /** Seconds in which all participants start. */
  start_interval: z.number().optional(),
  /** Seconds that each participant has, from its own start. */
  participant_timeout: z.number().optional(),
  mode: open<TestMode>().optional(),
  increment_strategy: open<IncrementStrategy>().optional(),
  mos_test: z.boolean().optional(),
  /** Σ group.count; left out when 0. */
  group_count: z.int().optional(),
  /** Participants after expansion of groups and counts; left out when 0. */
  participant_count: z.int().optional(),
})

/** A script with ramp-up, time limit and mode. */
export type Test = z.infer<typeof testSchema>

/** Body of create and update: the service wants all of it each time. */
export interface TestInput {
  name: string
  script: string
  /** Seconds. */
  start_interval: number
  /** Seconds. */
  participant_timeout: number
  mode: Open<TestMode>
  increment_strategy: Open<IncrementStrategy>
  mos_test?: boolean
}

export function testInput(values: ValueSchemas) {
  return z.looseObject({
    name: fillPath,
    script: fillPath,
    start_interval: seconds,
    participant_timeout: seconds,
    mode: values('test_mode'),
    increment_strategy: values('increment_strategy'),
    mos_test: booleanSchema.optional(),
  } satisfies InputShape<TestInput>)
}
