import { z } from 'zod'
import type { MetricStatus, MosAlgorithm } from '../constants/classificators.js'
import type { Operator } from '../constants/enums.js'
import type { AssertStatus, ResultStatus } from '../constants/run-statuses.js'
import { metricsSchema } from './metrics.js'
import { profileShape } from './participant.js'
import { runParticipantSchema } from './run.js'
import { listSchema, open, partSchema, rowSchema, time } from './wire.js'

export const resultAssertSchema = z.looseObject({
  ...partSchema,
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

/** How one assert fared with one participant. */
export type ResultAssert = z.infer<typeof resultAssertSchema>

const mosScoreSchema = z.looseObject({
  ...partSchema,
  result_id: z.int().optional(),
  algorithm: open<MosAlgorithm>().optional(),
  /** 1…5; the official clients disagree whether it is a number or text. */
  score: z.union([z.number(), z.string()]).optional(),
  start: time,
  end: time,
})

export type MosScore = z.infer<typeof mosScoreSchema>

const artifact = z
  .looseObject({ paths: listSchema(z.string()), error: z.string().nullish() })
  .nullish()
  .transform((found) => found ?? undefined)

/** The outcome of one run participant. A list carries the overview; the sub-objects come with the single answer. */
export const resultSchema = z.looseObject({
  ...rowSchema,
  start: time,
  end: time,
  /** Script and asserts. */
  status: open<ResultStatus>().optional(),
  /** The script alone. */
  selenium_result: open<ResultStatus>().optional(),
  mos_status: open<MetricStatus>().optional(),
  /** Missing in newer answers; `participant_details.id` is the same. */
  run_participant_id: z.int().optional(),
  participant_details: runParticipantSchema.extend(partSchema).nullish(),
  /** Of old answers: the browser, network, location and feeds that now stand in `participant_details`. */
  profile_params: z.looseObject(profileShape).nullish(),
  /** Absolute addresses; '' or absent for a log that was not produced. */
  log_paths: z
    .looseObject({
      selenium: z.string().nullish(),
      browser: z.string().nullish(),
      webrtc: z.string().nullish(),
      /** Samples of machine usage, JSON. */
      rru: z.string().nullish(),
      /** A tar.gz. */
      allure_report: z.string().nullish(),
    })
    .nullish(),
  artifacts: z
    .looseObject({ audio: artifact, downloads: artifact, screenshots: artifact, video: artifact })
    .nullish(),
  asserts: listSchema(resultAssertSchema),
  metrics: z.looseObject({ machine: metricsSchema, webrtc: metricsSchema }).nullish(),
  /** Of a MOS test, once `mos_status` is `available`. */
  mos: z.looseObject({ visqol: listSchema(mosScoreSchema) }).nullish(),
  data_sync: z
    .looseObject({
      result_timecards: listSchema(
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
