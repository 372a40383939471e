import { incrementStrategies, metricStatuses, operators } from '@loadero-test/core'
import { z } from 'zod'
import { unsetTime } from '../store/timestamp.js'

export const id = z.int().positive()
export const time = z.string().default(unsetTime)
/** A row without times gets the time at which the seed is loaded. */
export const row = { id, created: z.string().exactOptional(), updated: z.string().exactOptional() }
export function list<T extends z.ZodType>(item: T) {
  return z.array(item).nullish()
}
export const comparison = { operator: z.enum(operators), expected: z.string() }
/** What the server computes: it can be in a seed, and has no effect. */
export const computed = z.number().nullish()
export const metricStatus = z.enum(metricStatuses).default('none')

export const settings = {
  increment_strategy: z.enum(incrementStrategies).default('linear'),
  start_interval: z.int().positive().default(1),
  participant_timeout: z.int().positive().default(60),
  mos_test: z.boolean().default(false),
}
export const profile = {
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
