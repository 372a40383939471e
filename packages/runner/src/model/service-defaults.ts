import type { ParticipantSpec, TestSpec } from './model.js'

/** What the service takes a participant's settings to be when nobody says; of the location it is an assumption. */
export const serviceDefaults = {
  network: 'default',
  location: 'us-west-2',
  computeUnit: 'g2',
  audioFeed: 'default',
  videoFeed: 'default',
  recordAudio: false,
} as const satisfies Partial<ParticipantSpec>

/** What a test has when it does not say otherwise. */
export const testDefaults = {
  mode: 'performance',
  incrementStrategy: 'linear',
  startIntervalSeconds: 1,
  participantTimeoutSeconds: 300,
} as const satisfies Partial<TestSpec>
