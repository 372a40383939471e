import { z } from 'zod'
import type { MetricStatus } from '../constants/classificators.js'
import type { IncrementStrategy, TestMode } from '../constants/enums.js'
import type { RunStatus } from '../constants/run-statuses.js'
import { profileShape } from './participant.js'
import { open, rowSchema, time } from './wire.js'

/** One execution of a test, with its settings frozen at launch. */
export const runSchema = z.looseObject({
  ...rowSchema,
  test_id: z.int().optional(),
  status: open<RunStatus>().optional(),
  test_mode: open<TestMode>().optional(),
  increment_strategy: open<IncrementStrategy>().optional(),
  test_name: z.string().optional(),
  /** Seconds. */
  start_interval: z.number().optional(),
  /** Seconds. */
  participant_timeout: z.number().optional(),
  /** A snapshot of the script, not the test's own file. */
  script_file_id: z.int().optional(),
  processing_started: time,
  processing_finished: time,
  execution_started: time,
  execution_finished: time,
  /** 0…1; left out when 0 or not computed. */
  success_rate: z.number().optional(),
  group_count: z.int().optional(),
  /** Only in the answer for one run, never in lists; left out when 0. */
  participant_count: z.int().optional(),
  metric_status: open<MetricStatus>().optional(),
  mos_test: z.boolean().optional(),
  mos_status: open<MetricStatus>().optional(),
  /** Compute units that the run costs; can be fractional. */
  total_cu_count: z.number().optional(),
})

export type Run = z.infer<typeof runSchema>

export const runParticipantSchema = z.looseObject({
  ...rowSchema,
  ...profileShape,
  run_id: z.int().optional(),
  /** 0-based within its group copy, counted on across participant records. */
  participant_num: z.int().optional(),
  participant_name: z.string().optional(),
  /** 0-based over all expanded groups. */
  group_num: z.int().optional(),
  group_name: z.string().optional(),
})

/** A participant as it was started: a frozen copy, with its browser resolved to a version. */
export type RunParticipant = z.infer<typeof runParticipantSchema>
