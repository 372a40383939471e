import { z } from 'zod'
import type {
  AudioFeed,
  Browser,
  ComputeUnit,
  LocationName,
  Network,
  Open,
  VideoFeed,
} from '../constants/enums.js'
import { countSchema, nonEmptyText, type InputShape, type ValueSchemas } from './input.js'
import { openEnum, rowSchema } from './wire.js'

/** The browser and its environment, of a participant and of its frozen copy in a run. */
export const profileShape = {
  browser: openEnum<Browser>().optional(),
  compute_unit: openEnum<ComputeUnit>().optional(),
  network: openEnum<Network>().optional(),
  location: openEnum<LocationName>().optional(),
  video_feed: openEnum<VideoFeed>().optional(),
  audio_feed: openEnum<AudioFeed>().optional(),
  record_audio: z.boolean().optional(),
  /** The id of the combination of browser, network, location and feeds. */
  profile_id: z.int().optional(),
}

export const participantSchema = z.looseObject({
  ...rowSchema,
  ...profileShape,
  test_id: z.int().optional(),
  /** Missing when the participant is in no group. */
  group_id: z.int().nullish(),
  name: z.string().optional(),
  /** The number of copies. */
  count: z.int().optional(),
})

/** One browser profile, started `count` times. */
export type Participant = z.infer<typeof participantSchema>

/** The service requires only `name`, `count` and `browser` (observed in a 422 response). */
export interface ParticipantInput {
  name: string
  count: number
  browser: Open<Browser>
  group_id?: number
  compute_unit?: Open<ComputeUnit>
  network?: Open<Network>
  location?: Open<LocationName>
  video_feed?: Open<VideoFeed>
  audio_feed?: Open<AudioFeed>
  record_audio?: boolean
}

export function participantInput(values: ValueSchemas) {
  return z.looseObject({
    name: nonEmptyText,
    count: countSchema,
    browser: values('browser'),
    group_id: z.int().optional(),
    compute_unit: values('compute_unit').optional(),
    network: values('network').optional(),
    location: values('location').optional(),
    video_feed: values('video_feed').optional(),
    audio_feed: values('audio_feed').optional(),
    record_audio: z.boolean().optional(),
  } satisfies InputShape<ParticipantInput>)
}
