import { z } from 'zod'
import type { Operator } from '../constants/enums.js'
import type { AssertStatus } from '../constants/run-statuses.js'
import { preconditionSchema } from './assert.js'
import { metricsSchema } from './metrics.js'
import { listSchema, open, partSchema } from './wire.js'

/** How one assert fared with all participants of a run; all three zero means that it judged nobody. */
const assertStatisticsSchema = z.looseObject({
  /** The same as in each result's asserts. */
  run_assert_id: z.int().optional(),
  path: z.string().optional(),
  operator: open<Operator>().optional(),
  expected: z.string().optional(),
  preconditions: listSchema(preconditionSchema.extend(partSchema)),
  /** Participants. */
  pass: z.int().optional(),
  /** Participants. */
  fail: z.int().optional(),
  /** Participants; `skip` here, though a result's status is called `skipped`. */
  skip: z.int().optional(),
  status: open<AssertStatus>().optional(),
})

export type AssertStatistics = z.infer<typeof assertStatisticsSchema>

/** A whole run in one answer, where its results would take one request each. */
export const statisticsSchema = z.looseObject({
  asserts: listSchema(assertStatisticsSchema),
  metrics: z.looseObject({ machine: metricsSchema, webrtc: metricsSchema }).nullish(),
})

export type Statistics = z.infer<typeof statisticsSchema>
