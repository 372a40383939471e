import { UserError } from '../errors.js'
import { allParticipants, type GroupSpec, type ParticipantSpec, type TestSpec } from '../spec.js'

/** Which counts of a test are raised. Without a group or a participant, all of them in proportion. */
export interface SizeScope {
  /** The name of the only group whose count is raised. */
  readonly group?: string | undefined
  /** The name of the only participant whose count is raised. */
  readonly participant?: string | undefined
}

/** A test with other counts than its spec. */
export interface TestSize extends SizeScope {
  /** Its full name. */
  readonly test: string
  /** The largest of the raised counts. The others follow in proportion. */
  readonly level: number
}

type Counts = Pick<TestSpec, 'groups' | 'participants'>

/**
 * The level of the spec itself: the largest of the counts that are raised.
 * @throws UserError when the scope names nothing
 */
export function levelOf(spec: Counts, { group, participant }: SizeScope): number {
  const { groups, participants } = spec
  if (group !== undefined && participant !== undefined)
    throw new UserError('usage', '--group and --participant are given together', 'Raise one of them.')
  const [kind, name, named] =
    group === undefined
      ? (['participant', participant, allParticipants(spec)] as const)
      : (['group', group, groups] as const)
  if (name === undefined) return Math.max(...[...groups, ...participants].map(({ count }) => count))
  const counts = named.filter((one) => one.name === name).map(({ count }) => count)
  if (counts.length > 0) return Math.max(...counts)
  const names = [...new Set(named.map((one) => `'${one.name}'`))].join(', ')
  throw new UserError('usage', `The test has no ${kind} '${name}'`, `It has: ${names || `no ${kind}`}.`)
}

/** The test at a level. Every count stays at least 1. */
export function resize<T extends Counts>(spec: T, level: number, scope: SizeScope): T {
  const { group, participant } = scope
  const own = levelOf(spec, scope)
  const scaled = <C extends GroupSpec | ParticipantSpec>(one: C): C => ({
    ...one,
    count: Math.max(1, Math.round((one.count * level) / own)),
  })
  const resizeParticipant = (one: ParticipantSpec) => (one.name === participant ? scaled(one) : one)
  const isWhole = group === undefined && participant === undefined
  return {
    ...spec,
    groups: spec.groups.map((one) => {
      const members = { ...one, participants: one.participants.map(resizeParticipant) }
      return isWhole || one.name === group ? scaled(members) : members
    }),
    participants: spec.participants.map((one) => (isWhole ? scaled(one) : resizeParticipant(one))),
  }
}
