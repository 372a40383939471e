import { assertStatuses, resultStatuses } from '@loadero-test/core'
import { z } from 'zod'
import { comparison, computed, id, list, metricStatus, profile, row, time } from './fields.js'

const optionalText = z.string().exactOptional()
const profileParams = {
  browser: optionalText,
  network: optionalText,
  location: optionalText,
  video_feed: optionalText,
  audio_feed: optionalText,
  media_type: optionalText,
}

/** A participant of a run. */
export const runParticipant = z.strictObject({
  ...row,
  ...profile,
  run_id: id,
  participant_num: z.int().default(0),
  participant_name: z.string().default(''),
  group_num: z.int().default(0),
  group_name: z.string().default(''),
  requested_browser: z.string().exactOptional(),
})

const metric = z.looseObject({
  metric_path: z.string().exactOptional(),
  value: z.union([z.string(), z.number()]).exactOptional(),
})
const artifacts = z.strictObject({ paths: list(z.string()), error: z.string().exactOptional() }).nullish()
/** A time of the API, or Unix milliseconds. */
const moment = z.union([z.number(), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))])
/** A part of a result. The server makes its id and its time. */
const part = { id: computed, created: z.string().nullish(), result_id: computed }
/** The address of a log, or its path in `logs`. Empty for a log that does not exist. */
const address = z.string().nullish()

/** A result in the form that the API returns. */
export const result = z.strictObject({
  ...row,
  run_id: id.exactOptional(),
  run_participant_id: id.exactOptional(),
  participant_details: runParticipant.nullish(),
  /** Until 2022, the profile of the participant was here. */
  profile_params: z.strictObject(profileParams).nullish(),
  start: time,
  end: time,
  status: z.enum(resultStatuses),
  selenium_result: z.enum(resultStatuses),
  mos_status: metricStatus,
  log_paths: z
    .strictObject({
      ...part,
      selenium: address,
      browser: address,
      webrtc: address,
      rru: address,
      allure_report: address,
    })
    .nullish(),
  artifacts: z
    .object({ audio: artifacts, downloads: artifacts, screenshots: artifacts, video: artifacts })
    .nullish(),
  metrics: z.record(z.string(), z.record(z.string(), metric)).nullish(),
  asserts: list(
    z.strictObject({
      ...row,
      ...comparison,
      result_id: computed,
      run_assert_id: id,
      path: z.string(),
      actual: z.string().exactOptional(),
      status: z.enum(assertStatuses),
      message: z.string().exactOptional(),
    }),
  ),
  data_sync: z
    .strictObject({
      result_timecards: list(
        z.strictObject({ ...part, name: z.string(), start: z.number(), end: z.number() }),
      ),
    })
    .nullish(),
  mos: z
    .strictObject({
      visqol: list(
        z.strictObject({
          ...part,
          algorithm: z.literal('visqol').exactOptional(),
          score: z.union([
            z.number(),
            z
              .string()
              .regex(/^\d+(\.\d+)?$/)
              .transform(Number),
          ]),
          start: moment,
          end: moment,
        }),
      ),
    })
    .nullish(),
  /** In 2021, these two were in the place of `metrics`. They come back as they are. */
  machine_stats: z.unknown().optional(),
  aggregated_machine_statistics: z.unknown().optional(),
})

export type SeedResult = z.infer<typeof result>
