import { z } from 'zod'
import type {
  AudioFeed,
  Browser,
  ComputeUnit,
  Location,
  Network,
  Open,
  VideoFeed,
} from '../constants/enums.js'
import { countSchema, fillPath, booleanSchema, type InputShape, type ValueSchemas } from './input.js'
import { open, rowSchema } from './wire.js'

/** What one browser is like; shared by participants and by their frozen copies in a run. */
export const profileShape = {
  browser: open<Browser>().optional(),
  compute_unit: open<ComputeUnit>().optional(),
  network: open<Network>().optional(),
  location: open<Location>().optional(),
  video_feed: open<VideoFeed>().optional(),
  audio_feed: open<AudioFeed>().optional(),
  record_audio: z.boolean().optional(),
  /** Id of the combination of browser, network, location and feeds. */
  profile_id: z.int().optional(),
}

export const participantSchema = z.looseObject({
  ...rowSchema,
  ...profileShape,
  test_id: z.int().optional(),
  /** Absent when the participant stands without a group. */
  group_id: z.int().nullish(),
  name: z.string().optional(),
  /** Clones. */
  count: z.int().optional(),
})

/** One browser profile, cloned `count` times. */
export type Participant = z.infer<typeof participantSchema>

/** Only `name`, `count` and `browser` are required by the service (observed in a 422 answer). */
export interface ParticipantInput {
  name: string
  count: number
  browser: Open<Browser>
  group_id?: number
  compute_unit?: Open<ComputeUnit>
  network?: Open<Network>
  location?: Open<Location>
  video_feed?: Open<VideoFeed>
  audio_feed?: Open<AudioFeed>
  record_audio?: boolean
}

export function participantInput(values: ValueSchemas) {
  return z.looseObject({
    name: fillPath,
    count: countSchema,
    browser: values('browser'),
    group_id: z.int().optional(),
    compute_unit: values('compute_unit').optional(),
    network: values('network').optional(),
    location: values('location').optional(),
    video_feed: values('video_feed').optional(),
    audio_feed: values('audio_feed').optional(),
    record_audio: booleanSchema.optional(),
  } satisfies InputShape<ParticipantInput>)
}
