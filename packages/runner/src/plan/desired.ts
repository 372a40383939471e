import type { ParticipantInput } from '@loadero-test/core'
import { assertBody } from '../wire/assert-body.js'
import type { ParticipantSpec, TestCase } from '../model/model.js'
import type { Content } from './content.js'
import { remoteName } from './identity.js'

/** The one place where camelCase becomes snake_case. Every key is written out: the service may keep what a PUT omits. */
export const desired = ({ id, spec }: TestCase, prefix: string): Content => ({
  test: {
    name: remoteName(prefix, id),
    script: spec.script,
    mode: spec.mode,
    increment_strategy: spec.incrementStrategy,
    start_interval: spec.startIntervalSeconds,
    participant_timeout: spec.participantTimeoutSeconds,
  },
  groups: spec.groups.map(({ name, count, participants }) => ({
    body: { name, count },
    participants: participants.map(participantBody),
  })),
  participants: spec.participants.map(participantBody),
  asserts: spec.asserts.map(assertBody),
})

export const participantBody = (participant: ParticipantSpec): ParticipantInput => ({
  name: participant.name,
  count: participant.count,
  browser: participant.browser,
  network: participant.network,
  location: participant.location,
  compute_unit: participant.computeUnit,
  audio_feed: participant.audioFeed,
  video_feed: participant.videoFeed,
  record_audio: participant.recordAudio,
})
