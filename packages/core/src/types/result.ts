import { z } from 'zod'
import type { MetricStatus, MosAlgorithm } from '../constants/classificators.js'
import type { Operator } from '../constants/enums.js'
import type { AssertStatus, ResultStatus } from '../constants/run-statuses.js'
import { metricsSchema } from './metrics.js'
import { profileShape } from './participant.js'
import { runParticipantSchema } from './run.js'
import { listSchema, openEnum, partSchema, rowSchema, timeSchema } from './wire.js'

export const resultAssertSchema = z.looseObject({
  ...partSchema,
  result_id: z.int().optional(),
  /** The same for all participants of a run. */
  run_assert_id: z.int().optional(),
  path: z.string().optional(),
  operator: openEnum<Operator>().optional(),
  expected: z.string().optional(),
  /** Rounded by the service. Use `status` and do not compare again. */
  actual: z.string().nullish(),
  status: openEnum<AssertStatus>().optional(),
  message: z.string().nullish(),
})

/** The outcome of one assert for one participant. */
export type ResultAssert = z.infer<typeof resultAssertSchema>

const mosScoreSchema = z.looseObject({
  ...partSchema,
  result_id: z.int().optional(),
  algorithm: openEnum<MosAlgorithm>().optional(),
  /** 1…5; a number in one official client and a text in another. */
  score: z.union([z.number(), z.string()]).optional(),
  start: timeSchema,
  end: timeSchema,
})

export type MosScore = z.infer<typeof mosScoreSchema>

const artifact = z
  .looseObject({ paths: listSchema(z.string()), error: z.string().nullish() })
  .nullish()
  .transform((value) => value ?? undefined)

/** The result of one run participant. Lists contain an overview; `get` adds the nested objects. */
export const resultSchema = z.looseObject({
  ...rowSchema,
  start: timeSchema,
  end: timeSchema,
  /** Script and asserts. */
  status: openEnum<ResultStatus>().optional(),
  /** The script alone. */
  selenium_result: openEnum<ResultStatus>().optional(),
  mos_status: openEnum<MetricStatus>().optional(),
  /** Missing in newer responses; `participant_details.id` is the same. */
  run_participant_id: z.int().optional(),
  participant_details: runParticipantSchema.extend(partSchema).nullish(),
  /** In old responses: the browser, network, location and feeds that are now in `participant_details`. */
  profile_params: z.looseObject(profileShape).nullish(),
  /** Absolute URLs; empty or missing for a log that does not exist. */
  log_paths: z
    .looseObject({
      ...partSchema,
      result_id: z.int().optional(),
      selenium: z.string().nullish(),
      browser: z.string().nullish(),
      webrtc: z.string().nullish(),
      /** Samples of the machine's usage as JSON. */
      rru: z.string().nullish(),
      /** A tar.gz file. */
      allure_report: z.string().nullish(),
    })
    .nullish(),
  artifacts: z
    .looseObject({ audio: artifact, downloads: artifact, screenshots: artifact, video: artifact })
    .nullish(),
  asserts: listSchema(resultAssertSchema),
  metrics: z.looseObject({ machine: metricsSchema, webrtc: metricsSchema }).nullish(),
  /** Of a MOS test when `mos_status` is `available`. */
  mos: z.looseObject({ visqol: listSchema(mosScoreSchema) }).nullish(),
  data_sync: z
    .looseObject({
      result_timecards: listSchema(
        z.looseObject({
          ...partSchema,
          result_id: z.int().optional(),
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
