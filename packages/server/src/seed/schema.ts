import { fileTypes, type RunStatus, runStatuses, testModes } from '@loadero-test/core'
import { parseWith } from '@loadero-test/core/internal/schemas'
import { z } from 'zod'
import { projectShape } from '../projects.js'
import { comparison, computed, id, list, metricStatus, profile, row, settings, time } from './fields.js'
import { result, runParticipant } from './result-schema.js'

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

/** Parses a seed, e.g. of a JSON file. Throws with one line for each problem. */
export function parseSeed(value: unknown): Seed {
  return parseWith(seedSchema, value, 'seed')
}
