import type { AssertInput, PreconditionInput } from '@loadero-test/core'
import type { AssertBody } from '../model/wire/assert-body.js'
import { keyOf } from './content.js'
import { assertContent, type CurrentAssert } from './current.js'
import { matchByCost, matchByKeys } from './match.js'
import {
  changeOf,
  deleteChange,
  putExistingFirst,
  preconditionChanges,
  type RowChange,
  sum,
  withCopies,
  writesOf,
} from './row-changes.js'

/** Copying an assert copies its preconditions, and deleting it deletes them. */
export interface AssertChange {
  readonly change: RowChange<AssertInput>
  readonly preconditions: readonly RowChange<PreconditionInput>[]
}

/** Pairs each wanted assert with the same one with another limit, or else with the one that needs the fewest requests. */
export function assertChanges(
  wanted: readonly AssertBody[],
  current: readonly CurrentAssert[],
): readonly AssertChange[] {
  const matched = matchByKeys(wanted, current, assertContent, [
    keyOf,
    // Preconditions distinguish several asserts on one metric, for example a limit for each browser.
    ({ body: { path, operator }, preconditions }) => keyOf({ path, operator, preconditions }),
  ])
  const { pairs, left } = matchByCost(matched, {
    change: (want, have) => assertWrites(changesOf(want, have)),
    replace: (want) => 1 + assertWrites(changesOf(want)),
    isAlike: (want, have) => want.body.path === have.body.path,
  })
  const kept = putExistingFirst(pairs).map(([want, have]) => changesOf(want, have))
  return [
    ...withCopies<AssertInput, AssertChange>(kept, {
      // A copy can need two requests, so it only saves requests with two or more preconditions.
      childrenKey: ({ preconditions }) => {
        const bodies = preconditions.flatMap((one) => ('body' in one ? [one.body] : []))
        return bodies.length === preconditions.length && bodies.length > 1 ? keyOf(bodies) : undefined
      },
      copy: (body, before, from) => ({ change: { kind: 'copy', from, before, body }, preconditions: [] }),
    }),
    ...left.map((have) => ({
      change: deleteChange(have),
      preconditions: have.preconditions.map(deleteChange),
    })),
  ]
}

export function assertWrites({ change, preconditions }: AssertChange): number {
  return writesOf(change) + (change.kind === 'delete' ? 0 : sum(preconditions.map(writesOf)))
}

function changesOf(want: AssertBody, have?: CurrentAssert): AssertChange {
  return {
    change: changeOf(want.body, have),
    preconditions: preconditionChanges(want.preconditions, have?.preconditions ?? []),
  }
}
