import type { ParticipantSpec } from './model.js'

/** What the service takes a participant's settings to be when nobody says; of the location it is an assumption. */
export const serviceDefaults = {
  network: 'default',
  location: 'us-west-2',
  computeUnit: 'g2',
  audioFeed: 'default',
  videoFeed: 'default',
  recordAudio: false,
} as const satisfies Partial<ParticipantSpec>
