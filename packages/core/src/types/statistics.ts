import { z } from 'zod'
import type { Operator } from '../constants/enums.js'
import type { AssertStatus } from '../constants/run-statuses.js'
import { preconditionSchema } from './assert.js'
import { metricsSchema } from './metrics.js'
import { listSchema, openEnum, partSchema } from './wire.js'

/** The outcomes of one assert for all participants of a run. All counts are 0 when it was not evaluated. */
const assertStatisticsSchema = z.looseObject({
  /** The id of the assert in each result. */
  run_assert_id: z.int().optional(),
  path: z.string().optional(),
  operator: openEnum<Operator>().optional(),
  expected: z.string().optional(),
  preconditions: listSchema(preconditionSchema.extend({ ...partSchema, run_assert_id: z.int().optional() })),
  /** Participants. */
  pass: z.int().optional(),
  /** Participants. */
  fail: z.int().optional(),
  /** Participants. The status in a result is `skipped`. */
  skip: z.int().optional(),
  status: openEnum<AssertStatus>().optional(),
})

export type AssertStatistics = z.infer<typeof assertStatisticsSchema>

/** A summary of a run in one response. Its results take one request each. */
export const statisticsSchema = z.looseObject({
  asserts: listSchema(assertStatisticsSchema),
  metrics: z.looseObject({ machine: metricsSchema, webrtc: metricsSchema }).nullish(),
})

export type Statistics = z.infer<typeof statisticsSchema>
