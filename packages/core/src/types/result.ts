import { z } from 'zod'
import type { Operator } from '../constants/enums.js'
import type { AssertStatus, ResultStatus } from '../constants/run-statuses.js'
import { runParticipantSchema } from './run.js'
import { list, open, row, time } from './wire.js'

export const resultAssertSchema = z.looseObject({
  ...row,
  result_id: z.int().optional(),
  /** Ties the same assert together over all participants of a run. */
  run_assert_id: z.int().optional(),
  path: z.string().optional(),
  operator: open<Operator>().optional(),
  expected: z.string().optional(),
  /** Rounded by the service; the verdict is `status`, never a second comparison. */
  actual: z.string().nullish(),
  status: open<AssertStatus>().optional(),
  message: z.string().nullish(),
})

export type ResultAssert = z.infer<typeof resultAssertSchema>

/** Aggregates of one metric over a participant's samples, or a single `value`. */
export const metricSchema = z.looseObject({
  metric_path: z.string().optional(),
  data_count: z.number().optional(),
  value: z.union([z.string(), z.number()]).optional(),
  average: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  total: z.number().optional(),
  stddev: z.number().optional(),
  rstddev: z.number().optional(),
  perc_1st: z.number().optional(),
  perc_5th: z.number().optional(),
  perc_25th: z.number().optional(),
  perc_50th: z.number().optional(),
  perc_75th: z.number().optional(),
  perc_95th: z.number().optional(),
  perc_99th: z.number().optional(),
})

export type Metric = z.infer<typeof metricSchema>

const section = z
  .record(z.string(), metricSchema)
  .nullish()
  .transform((metrics) => metrics ?? {})

const artifact = z
  .looseObject({ paths: list(z.string()), error: z.string().nullish() })
  .nullish()
  .transform((found) => found ?? undefined)

/** The outcome of one run participant. A list carries the overview; the sub-objects come with the single answer. */
export const resultSchema = z.looseObject({
  ...row,
  start: time,
  end: time,
  /** Script and asserts. */
  status: open<ResultStatus>().optional(),
  /** The script alone. */
  selenium_result: open<ResultStatus>().optional(),
  run_participant_id: z.int().optional(),
  participant_details: runParticipantSchema.nullish(),
  /** Absolute addresses; '' or absent for a log that was not produced. */
  log_paths: z
    .looseObject({
      selenium: z.string().nullish(),
      browser: z.string().nullish(),
      webrtc: z.string().nullish(),
      rru: z.string().nullish(),
    })
    .nullish(),
  artifacts: z
    .looseObject({ audio: artifact, downloads: artifact, screenshots: artifact, video: artifact })
    .nullish(),
  asserts: list(resultAssertSchema),
  metrics: z.looseObject({ machine: section, webrtc: section }).nullish(),
  data_sync: z
    .looseObject({
      result_timecards: list(
        z.looseObject({
          name: z.string().optional(),
          /** Unix milliseconds. */
          start: z.number().optional(),
          /** Unix milliseconds. */
          end: z.number().optional(),
        }),
      ),
    })
    .nullish(),
})

export type Result = z.infer<typeof resultSchema>
