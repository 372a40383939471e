import { hash } from 'node:crypto'
import type { GroupInput, ParticipantInput, TestInput } from '@loadero-test/core'
import type { ParticipantSpec, SpecTest } from '../model/spec.js'
import { type AssertBody, assertBody } from '../model/wire/assert-body.js'
import { remoteName } from './identity.js'

/** Everything that a push sends for a test, with the service's names. The script has no ownership marker. */
export interface Content {
  readonly test: TestInput
  readonly groups: readonly GroupContent[]
  /** The participants without a group. */
  readonly participants: readonly ParticipantInput[]
  readonly asserts: readonly AssertBody[]
}

export interface GroupContent {
  readonly body: GroupInput
  readonly participants: readonly ParticipantInput[]
}

/** The content that a test must have at Loadero. Every key is set, because the service may keep what a PUT omits. */
export function desiredContent({ id, spec }: SpecTest, prefix: string): Content {
  return {
    test: {
      name: remoteName(prefix, id),
      script: spec.script,
      mode: spec.mode,
      increment_strategy: spec.incrementStrategy,
      start_interval: spec.startIntervalSeconds,
      participant_timeout: spec.participantTimeoutSeconds,
      mos_test: spec.mosTest,
    },
    groups: spec.groups.map(({ name, count, participants }) => ({
      body: { name, count },
      participants: participants.map(participantBody),
    })),
    participants: spec.participants.map(participantBody),
    asserts: spec.asserts.map(assertBody),
  }
}

export function participantBody(participant: ParticipantSpec): ParticipantInput {
  return {
    name: participant.name,
    count: participant.count,
    browser: participant.browser,
    network: participant.network,
    location: participant.location,
    compute_unit: participant.computeUnit,
    audio_feed: participant.audioFeed,
    video_feed: participant.videoFeed,
    record_audio: participant.recordAudio,
  }
}

/** The same key for the same value, regardless of the order of lists and object keys. */
export function keyOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(keyOf).toSorted().join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${key}:${keyOf(item)}`).join()}}`
}

/** A hash of everything that a push sends, except the name: a renamed test is recognized by its content. */
export function contentHash({ test, ...children }: Content): string {
  const { script, mode, increment_strategy, start_interval, participant_timeout, mos_test } = test
  const settings = {
    script,
    mode,
    increment_strategy,
    start_interval,
    participant_timeout,
    // Hashes from before specs had this option are those of tests without it.
    ...(mos_test && { mos_test }),
  }
  return hash('sha256', keyOf({ settings, ...children })).slice(0, 16)
}
