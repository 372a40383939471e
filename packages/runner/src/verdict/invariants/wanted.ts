import type { RunParticipant } from '@loadero-test/core'
import type { ParticipantSpec, TestSpec } from '../../model/spec.js'
import { isBrowserOf } from '../judged-participant.js'

/** One participant that the spec asks for: one copy of a profile in one copy of a group. */
export interface WantedParticipant {
  readonly profile: ParticipantSpec
  /** Absent without a group. */
  readonly group?: string
}

/** All copies of all participants of a spec. */
export function wantedParticipants({
  groups,
  participants,
}: Pick<TestSpec, 'groups' | 'participants'>): readonly WantedParticipant[] {
  const repeat = <T>(count: number, value: T) => Array.from({ length: count }, () => value)
  return [
    ...groups.flatMap(({ name: group, count, participants: members }) => {
      const copy = members.flatMap((profile) => repeat(profile.count, { profile, group }))
      return repeat(count, copy).flat()
    }),
    ...participants.flatMap((profile) => repeat(profile.count, { profile })),
  ]
}

/** `caller of pair` */
export function wantedLabel({ profile, group }: WantedParticipant): string {
  return group === undefined ? `'${profile.name}'` : `'${profile.name}' of '${group}'`
}

/**
 * How a participant of a run differs from a wanted one, one text for each property. Names must be there; the service
 * does not always send the other properties, and then they are not compared.
 */
export function differencesOf(actual: RunParticipant, wanted: WantedParticipant): readonly string[] {
  const { profile, group } = wanted
  const difference = (name: string, got: Trait, want: Trait) =>
    `${name} ${got ?? 'missing'} instead of ${want ?? 'missing'}`
  const pairs: readonly (readonly [string, Trait, Trait])[] = [
    ['network', actual.network, profile.network],
    ['location', actual.location, profile.location],
    ['compute unit', actual.compute_unit, profile.computeUnit],
    ['audio feed', actual.audio_feed, profile.audioFeed],
    ['video feed', actual.video_feed, profile.videoFeed],
    ['recording of audio', actual.record_audio, profile.recordAudio],
  ]
  return [
    ...(actual.participant_name === profile.name
      ? []
      : [difference('name', actual.participant_name, profile.name)]),
    ...((actual.group_name ?? '') === (group ?? '')
      ? []
      : [difference('group', actual.group_name || 'none', group ?? 'none')]),
    ...(actual.browser === undefined || isBrowserOf(actual.browser, profile.browser)
      ? []
      : [difference('browser', actual.browser, profile.browser)]),
    ...pairs.flatMap(([name, got, want]) =>
      got === undefined || got === want ? [] : [difference(name, got, want)],
    ),
  ]
}

type Trait = string | boolean | undefined

/**
 * Assigns each wanted participant one participant of the run. An exact match comes first; then one of the same name and
 * group, whose differences are reported.
 */
export function assignParticipants(
  actual: readonly RunParticipant[],
  wanted: readonly WantedParticipant[],
): {
  readonly assigned: ReadonlyMap<RunParticipant, WantedParticipant>
  readonly missing: readonly WantedParticipant[]
  readonly extra: readonly RunParticipant[]
} {
  const nameKey = (name = '', group = '') => JSON.stringify([name, group])
  const assigned = new Map<RunParticipant, WantedParticipant>()
  let missing = wanted
  for (const isExact of [true, false]) {
    const free = new Map<string, RunParticipant[]>()
    for (const one of actual) {
      if (assigned.has(one)) continue
      const key = nameKey(one.participant_name, one.group_name)
      free.set(key, [...(free.get(key) ?? []), one])
    }
    missing = missing.filter((want) => {
      const candidates = free.get(nameKey(want.profile.name, want.group)) ?? []
      const index = candidates.findIndex((one) => !isExact || differencesOf(one, want).length === 0)
      const [found] = index === -1 ? [] : candidates.splice(index, 1)
      if (found) assigned.set(found, want)
      return !found
    })
  }
  return { assigned, missing, extra: actual.filter((one) => !assigned.has(one)) }
}
