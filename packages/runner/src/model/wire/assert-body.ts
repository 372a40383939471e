import type { AssertInput, Operator, PreconditionInput, Property } from '@loadero-test/core'
import type { Condition } from './preconditions.js'
import type { AssertSpec, ParticipantFilter } from '../spec.js'

/** An assert with its preconditions, as the service takes them. */
export interface AssertBody {
  readonly body: AssertInput
  readonly preconditions: readonly PreconditionInput[]
}

export function assertBody({ path, operator, expected, preconditions }: AssertSpec): AssertBody {
  return {
    body: { path, operator, expected },
    preconditions: (Object.keys(preconditions) as (keyof ParticipantFilter)[]).flatMap((key) => {
      const condition = preconditions[key] ?? {}
      // A plain value means `eq`.
      const comparisons = Object.entries(typeof condition === 'object' ? condition : { eq: condition })
      return (comparisons as [Operator, string | number][]).map(([comparison, value]) => ({
        property: propertyOf[key],
        operator: comparison,
        expected: String(value),
      }))
    }),
  }
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

/** The conditions of an assert at Loadero as a spec has them. Unknown properties are left out. */
export function participantFilterOf(conditions: readonly Condition[]): ParticipantFilter {
  const filter: Record<string, Record<string, string>> = {}
  for (const { property, operator = 'eq', expected = '' } of conditions) {
    const [key] = Object.entries(propertyOf).find(([, name]) => name === property) ?? []
    if (key !== undefined) filter[key] = { ...filter[key], [operator]: expected }
  }
  return filter
}
