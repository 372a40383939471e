import type {
  AssertInput,
  GroupInput,
  ParticipantInput,
  Precondition,
  PreconditionInput,
  TestInput,
} from '@loadero-test/core'
import type { Change } from '../model.js'
import type { Current } from './current.js'
import type { Desired } from './desired.js'

/** The changes that make one remote test match its test case. */
export interface TestPlan {
  readonly test: Change<TestInput>
  readonly groups: readonly {
    readonly change: Change<GroupInput>
    readonly participants: readonly Change<ParticipantInput>[]
  }[]
  readonly participants: readonly Change<ParticipantInput>[]
  readonly asserts: readonly {
    readonly change: Change<AssertInput>
    readonly preconditions: readonly Change<PreconditionInput>[]
  }[]
}

/** Compares what is wanted with what is there; order does not matter, and what is equal is never written. */
export const diff = (wanted: Desired, current: Current | undefined): TestPlan => {
  const groups = match(
    wanted.groups,
    current?.groups ?? [],
    ({ body }) => body.name,
    ({ row }) => row.name,
  )
  return {
    test: current ? change(wanted.test, scripted(current)) : { kind: 'create', body: wanted.test },
    groups: [
      ...groups.pairs.map(([want, have]) => ({
        change: change(want.body, have?.row),
        participants: participantChanges(want.participants, have?.participants ?? []),
      })),
      // Their participants go with them.
      ...groups.left.map(({ row }) => ({
        change: { kind: 'delete', id: row.id } as const,
        participants: [],
      })),
    ],
    participants: participantChanges(wanted.participants, current?.participants ?? []),
    asserts: assertChanges(wanted.asserts, current?.asserts ?? []),
  }
}

/** The service never echoes the script with its test. */
const scripted = ({ test, script }: Current): Current['test'] => ({ ...test, script })

const participantChanges = (wanted: readonly ParticipantInput[], current: Current['participants']) =>
  changes(wanted, current, ({ name }) => name)

const assertChanges = (wanted: Desired['asserts'], current: Current['asserts']): TestPlan['asserts'] => {
  // Preconditions tell apart two asserts on one metric, e.g. a limit for each browser.
  const exact = match(wanted, current, assertKey, (row) =>
    assertKey({ body: row, preconditions: row.preconditions }),
  )
  const unmatched = exact.pairs.filter(([, have]) => have === undefined).map(([want]) => want)
  const byMetric = match(
    unmatched,
    exact.left,
    ({ body }) => keyOf([body.path, body.operator]),
    (row) => keyOf([row.path, row.operator]),
  )
  return [
    ...[...exact.pairs.filter(([, have]) => have !== undefined), ...byMetric.pairs].map(([want, have]) => ({
      change: change(want.body, have),
      preconditions: changes<PreconditionInput, Precondition>(
        want.preconditions,
        have?.preconditions ?? [],
        ({ property, operator }) => keyOf([property, operator]),
      ),
    })),
    ...byMetric.left.map(({ id }) => ({ change: { kind: 'delete', id } as const, preconditions: [] })),
  ]
}

type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined }

const assertKey = (assert: {
  body: Loose<AssertInput>
  preconditions: readonly Loose<PreconditionInput>[]
}): string =>
  keyOf([
    assert.body.path,
    assert.body.operator,
    assert.body.expected,
    ...assert.preconditions
      .map(({ property, operator, expected }) => keyOf([property, operator, expected]))
      .toSorted(),
  ])

const keyOf = (parts: readonly (string | undefined)[]): string => JSON.stringify(parts)

const changes = <T extends object, R extends object & { id: number }>(
  wanted: readonly T[],
  current: readonly R[],
  key: (item: T | R) => unknown,
): readonly Change<T>[] => {
  const { pairs, left } = match(wanted, current, key, key)
  return [
    ...pairs.map(([want, have]) => change(want, have)),
    ...left.map(({ id }): Change<T> => ({ kind: 'delete', id })),
  ]
}

/** Only what is wanted is compared: the service adds keys of its own. */
const change = <T extends object>(want: T, have: { id: number } | undefined): Change<T> => {
  if (have === undefined) return { kind: 'create', body: want }
  const same = Object.entries(want).every(([key, value]) =>
    Object.is((have as Record<string, unknown>)[key], value),
  )
  return same ? { kind: 'keep', id: have.id } : { kind: 'update', id: have.id, body: want }
}

/** Pairs equal keys in their order, so that several of one name find each other one by one. */
const match = <W, H>(
  wanted: readonly W[],
  current: readonly H[],
  wantedKey: (item: W) => unknown,
  currentKey: (item: H) => unknown,
) => {
  const left = [...current]
  const pairs = wanted.map((want): [W, H | undefined] => {
    const index = left.findIndex((have) => currentKey(have) === wantedKey(want))
    return [want, index === -1 ? undefined : left.splice(index, 1)[0]]
  })
  return { pairs, left }
}

/** How many requests a plan needs. */
export const countWrites = (plan: TestPlan): number =>
  [
    plan.test,
    ...plan.groups.flatMap((group) => [group.change, ...group.participants]),
    ...plan.participants,
    ...plan.asserts.flatMap((assert) => [assert.change, ...assert.preconditions]),
  ].filter(({ kind }) => kind !== 'keep').length
