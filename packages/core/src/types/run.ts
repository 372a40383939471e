import { z } from 'zod'
import type { MetricStatus } from '../constants/classificators.js'
import type { IncrementStrategy, TestMode } from '../constants/enums.js'
import type { RunStatus } from '../constants/run-statuses.js'
import { profileShape } from './participant.js'
import { openEnum, rowSchema, timeSchema } from './wire.js'

/**
 * The service sends the test of every run, so the type has it. A run without it can still be read: to lose sight of a
 * run that costs money would be worse.
 */
const testIdSchema = z.int().optional() as unknown as z.ZodType<number>

/** One execution of a test, with its settings frozen at launch. */
export const runSchema = z.looseObject({
  ...rowSchema,
  test_id: testIdSchema,
  status: openEnum<RunStatus>().optional(),
  test_mode: openEnum<TestMode>().optional(),
  increment_strategy: openEnum<IncrementStrategy>().optional(),
  test_name: z.string().optional(),
  /** Seconds. */
  start_interval: z.number().optional(),
  /** Seconds. */
  participant_timeout: z.number().optional(),
  /** The file of the script's snapshot, not the file of the test. */
  script_file_id: z.int().optional(),
  processing_started: timeSchema,
  processing_finished: timeSchema,
  execution_started: timeSchema,
  execution_finished: timeSchema,
  /** No other resource has accounts. */
  launching_account_id: z.int().optional(),
  /** 0…1; missing when 0 or not computed. */
  success_rate: z.number().optional(),
  group_count: z.int().optional(),
  /** Only in the response for one run, not in lists; missing when 0. */
  participant_count: z.int().optional(),
  metric_status: openEnum<MetricStatus>().optional(),
  mos_test: z.boolean().optional(),
  mos_status: openEnum<MetricStatus>().optional(),
  /** The cost of the run in compute units; can be a fraction. */
  total_cu_count: z.number().optional(),
})

export type Run = z.infer<typeof runSchema>

/** The schema of a run on the routes of its test. */
export function runOfTestSchema(testId: number): typeof runSchema {
  return runSchema.extend({ test_id: z.int().default(testId) })
}

export const runParticipantSchema = z.looseObject({
  ...rowSchema,
  ...profileShape,
  run_id: z.int().optional(),
  /** 0-based within the copy of its group, over all its participants. */
  participant_num: z.int().optional(),
  participant_name: z.string().optional(),
  /** 0-based over all copies of all groups. */
  group_num: z.int().optional(),
  group_name: z.string().optional(),
})

/** A frozen copy of a participant, whose browser alias is resolved to a version. */
export type RunParticipant = z.infer<typeof runParticipantSchema>
