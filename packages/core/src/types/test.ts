import { z } from 'zod'
import type { IncrementStrategy, Open, TestMode } from '../constants/enums.js'
import { nonEmptyText, type InputShape, secondsSchema, type ValueSchemas } from './input.js'
import { openEnum, rowSchema } from './wire.js'

export const testSchema = z.looseObject({
  ...rowSchema,
  project_id: z.int().optional(),
  name: z.string().optional(),
  /** The id of the file with the script, which a test does not contain. It stays the same when the script changes. */
  script_file_id: z.int().optional(),
  /** The seconds within which all participants start. */
  start_interval: z.number().optional(),
  /** The time limit of each participant in seconds, from its own start. */
  participant_timeout: z.number().optional(),
  mode: openEnum<TestMode>().optional(),
  increment_strategy: openEnum<IncrementStrategy>().optional(),
  mos_test: z.boolean().optional(),
  /** Σ group.count; missing when 0. */
  group_count: z.int().optional(),
  /** The number of participants over all copies of groups; missing when 0. */
  participant_count: z.int().optional(),
})

/** A script with its ramp-up, time limit and mode. */
export type Test = z.infer<typeof testSchema>

/** The body of an update, and of create. The service requires all of it each time. */
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

/** The body of create where the service allows a test without a script; an update always needs one. */
export type NewTest = Omit<TestInput, 'script'> & Partial<Pick<TestInput, 'script'>>

export function newTestInput(values: ValueSchemas) {
  return testInput(values).extend({ script: nonEmptyText.optional() })
}

export function testInput(values: ValueSchemas) {
  return z.looseObject({
    name: nonEmptyText,
    script: nonEmptyText,
    start_interval: secondsSchema,
    participant_timeout: secondsSchema,
    mode: values('test_mode'),
    increment_strategy: values('increment_strategy'),
    mos_test: z.boolean().optional(),
  } satisfies InputShape<TestInput>)
}
