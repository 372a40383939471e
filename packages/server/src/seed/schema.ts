import { projectShape } from '../projects.js'
import {
  assertStatuses,
  fileTypes,
  incrementStrategies,
  metricStatuses,
  operators,
  resultStatuses,
  type RunStatus,
  runStatuses,
  testModes,
} from '@loadero-test/core'
import { parseWith } from '@loadero-test/core/internal'
import { z } from 'zod'
import { unsetTime } from '../store/timestamp.js'

const id = z.int().positive()
const time = z.string().default(unsetTime)
/** A row without times gets the time at which the seed is loaded. */
const row = { id, created: z.string().exactOptional(), updated: z.string().exactOptional() }
function list<T extends z.ZodType>(item: T) {
  return z.array(item).nullish()
}
const comparison = { operator: z.enum(operators), expected: z.string() }
/** What the server computes: it can be in a seed, and has no effect. */
const computed = z.number().nullish()
const metricStatus = z.enum(metricStatuses).default('none')

const settings = {
  increment_strategy: z.enum(incrementStrategies).default('linear'),
  start_interval: z.int().positive().default(1),
  participant_timeout: z.int().positive().default(60),
  mos_test: z.boolean().default(false),
}
const profile = {
  browser: z.string().default('chromeLatest'),
  network: z.string().default('default'),
  location: z.string().default('us-west-2'),
  video_feed: z.string().default('default'),
  audio_feed: z.string().default('default'),
  compute_unit: z.string().default('g2'),
  record_audio: z.boolean().default(false),
  profile_id: id.exactOptional(),
  /** Of rows from before 2022. */
  media_type: z.string().exactOptional(),
}

const optionalText = z.string().exactOptional()
const profileParams = {
  browser: optionalText,
  network: optionalText,
  location: optionalText,
  video_feed: optionalText,
  audio_feed: optionalText,
  media_type: optionalText,
}

const test = z.strictObject({
  ...row,
  ...settings,
  project_id: id.exactOptional(),
  name: z.string(),
  mode: z.enum(testModes).default('performance'),
  script_file_id: id.exactOptional(),
  /** The text of the script, in place of a file. */
  script: z.string().exactOptional(),
  deleted: z.literal(false).exactOptional(),
  group_count: computed,
  participant_count: computed,
})

const run = z.strictObject({
  ...row,
  ...settings,
  project_id: id.exactOptional(),
  test_id: id,
  test_name: z.string().default(''),
  test_mode: z.enum(testModes).default('performance'),
  status: z.enum(Object.keys(runStatuses) as [RunStatus, ...RunStatus[]]),
  script_file_id: id.exactOptional(),
  processing_started: time,
  processing_finished: time,
  execution_started: time,
  execution_finished: time,
  launching_account_id: id.exactOptional(),
  success_rate: z.number().default(0),
  group_count: z.int().default(0),
  participant_count: z.int().default(0),
  total_cu_count: z.number().default(0),
  metric_status: metricStatus,
  mos_status: metricStatus,
})

const runParticipant = z.strictObject({
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

const result = z.strictObject({
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

const condition = { property: z.string(), ...comparison }
const precondition = z.strictObject({ ...row, ...condition, assert_id: id, test_id: id.exactOptional() })

/** The initial state of a server: rows in the form that the API returns, with their ids and times, and files. */
export const seedSchema = z.strictObject({
  projects: list(z.strictObject(projectShape)),
  files: list(
    z.strictObject({
      ...row,
      project_id: id.exactOptional(),
      file_type: z.enum(fileTypes).default('test_script'),
      name: z.string().default('script.js'),
      content: z.string(),
    }),
  ),
  tests: list(test),
  groups: list(
    z.strictObject({
      ...row,
      test_id: id,
      name: z.string(),
      count: z.int().positive(),
      participant_count: computed,
      total_cu_count: computed,
    }),
  ),
  participants: list(
    z.strictObject({
      ...row,
      ...profile,
      test_id: id,
      group_id: id.exactOptional(),
      name: z.string(),
      count: z.int().positive(),
    }),
  ),
  asserts: list(
    z.strictObject({
      ...row,
      ...comparison,
      test_id: id,
      path: z.string(),
      /** As the API returns an assert. They are the same as rows of `preconditions`. */
      preconditions: list(precondition),
    }),
  ),
  preconditions: list(precondition),
  runs: list(run),
  run_participants: list(runParticipant),
  run_asserts: list(
    z.strictObject({
      ...row,
      ...comparison,
      run_id: id,
      path: z.string(),
      preconditions: z.array(z.strictObject(condition)),
    }),
  ),
  results: list(result),
  /** Logs as text, other files in base 64. `path` is their path in a result. */
  logs: list(
    z.strictObject({
      path: z.string().regex(/^[a-z]+\/\w[\w.-]*$/),
      content: z.string().exactOptional(),
      base64: z.base64().exactOptional(),
    }),
  ),
  /** The highest id that each table has used. New rows get higher ones. */
  last_ids: z.record(z.string(), z.int()).nullish(),
})

export type Seed = z.infer<typeof seedSchema>
export type SeedResult = z.infer<typeof result>

/** Parses a seed, e.g. of a JSON file. Throws with one line for each problem. */
export function parseSeed(value: unknown): Seed {
  return parseWith(seedSchema, value, 'seed')
}
