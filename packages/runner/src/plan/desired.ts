import type { Operator, ParticipantInput, Property } from '@loadero-test/core'
import type { AssertSpec, ParticipantFilter, ParticipantSpec, TestCase } from '../model.js'
import type { AssertContent, Content } from './content.js'
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

const assertBody = ({ path, operator, expected, preconditions }: AssertSpec): AssertContent => ({
  body: { path, operator, expected },
  preconditions: (Object.keys(preconditions) as (keyof ParticipantFilter)[]).flatMap((key) =>
    comparisonsOf(preconditions[key]).map(([comparison, value]) => ({
      property: propertyOf[key],
      operator: comparison,
      expected: String(value),
    })),
  ),
})

/** A plain value is to be equal. */
const comparisonsOf = (condition: ParticipantFilter[keyof ParticipantFilter]) => {
  if (condition === undefined) return []
  return Object.entries(typeof condition === 'object' ? condition : { eq: condition }) as [
    Operator,
    string | number,
  ][]
}

const propertyOf = {
  browser: 'browser',
  network: 'network',
  location: 'location',
  computeUnit: 'compute_unit',
  audioFeed: 'audio_feed',
  videoFeed: 'video_feed',
  participantName: 'participant_name',
  participantNum: 'participant_num',
  groupName: 'group_name',
  groupNum: 'group_num',
} as const satisfies Record<keyof ParticipantFilter, Property>
