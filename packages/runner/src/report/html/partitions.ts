import { group } from 'd3-array'
import type { ParticipantOutcome } from '../../model/result.js'

const traits = ['group', 'participant', 'browser', 'location', 'network', 'computeUnit'] as const
const traitNames: Readonly<Record<string, string>> = { computeUnit: 'compute unit' }

/** The participants with one value of a trait. */
export interface Slice {
  readonly name: string
  readonly members: readonly ParticipantOutcome[]
}

/** Traits that divide the participants in the same way, and the parts. */
export interface Partition {
  readonly traits: readonly string[]
  readonly slices: readonly Slice[]
}

/**
 * The ways in which traits divide the participants, each once: when every firefox132 is in eu-central-1, browser and
 * location say the same. A trait that all share, or that differs for each of them, explains nothing.
 */
export function partitionsOf(participants: readonly ParticipantOutcome[]): readonly Partition[] {
  const partitions = new Map<
    string,
    {
      traits: string[]
      names: Map<string, string[]>
      members: ReadonlyMap<string, readonly ParticipantOutcome[]>
    }
  >()
  for (const trait of traits) {
    const groups = group(participants, (participant) => participant.traits[trait] ?? 'unknown')
    if (groups.size < 2 || (groups.size === participants.length && groups.size > 4)) continue
    const keys = [...groups.keys()]
    const indexes = new Map(keys.map((value, index) => [value, index]))
    const key = participants
      .map((participant) => indexes.get(participant.traits[trait] ?? 'unknown'))
      .join(' ')
    const partition = partitions.get(key) ?? {
      traits: [],
      names: new Map(keys.map((_, index) => [String(index), []])),
      members: new Map(keys.map((value, index) => [String(index), groups.get(value) ?? []])),
    }
    partition.traits.push(traitNames[trait] ?? trait)
    keys.forEach((value, index) => partition.names.get(String(index))?.push(value))
    partitions.set(key, partition)
  }
  return [...partitions.values()].map((partition) => ({
    traits: partition.traits,
    slices: [...partition.members].map(([index, members]) => ({
      name: partition.names.get(index)?.join(', ') ?? '',
      members,
    })),
  }))
}
