import type { AssertInput, PreconditionInput } from '@loadero-test/core'
import { type RowChange, changeOf, deletion, sum, writesOf } from './change.js'
import type { AssertBody } from '../wire/assert-body.js'
import { keyOf } from './content.js'
import { existingFirst, withCopies } from './copies.js'
import { assertContent, type CurrentAssert } from './current.js'
import { match, matchByCost } from './match.js'
import { preconditionChanges } from './row-changes.js'

/** A copy brings its preconditions along, and a deletion takes them along. */
export interface AssertChange {
  readonly change: RowChange<AssertInput>
  readonly preconditions: readonly RowChange<PreconditionInput>[]
}

/** An assert finds the same one with another limit, and then whichever takes the fewest requests to become it. */
export function assertChanges(
  wanted: readonly AssertBody[],
  current: readonly CurrentAssert[],
): readonly AssertChange[] {
  const { pairs, left } = matchByCost(match(wanted, current, assertContent, [keyOf, butForLimit]), {
    change: (want, have) => assertWrites(changesOf(want, have)),
    replace: (want) => 1 + assertWrites(changesOf(want)),
    alike: (want, have) => want.body.path === have.body.path,
  })
  const kept = existingFirst(pairs).map(([want, have]) => changesOf(want, have))
  return [
    ...withCopies<AssertInput, AssertChange>(kept, {
      inside,
      copy: (body, before, from) => ({ change: { kind: 'copy', from, before, body }, preconditions: [] }),
    }),
    ...left.map((have) => ({ change: deletion(have), preconditions: have.preconditions.map(deletion) })),
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

/** Preconditions tell apart several asserts on one metric, e.g. a limit for each browser. */
function butForLimit({ body: { path, operator }, preconditions }: AssertBody): string {
  return keyOf({ path, operator, preconditions })
}

/** Copying takes two requests, one of them for the assert itself, so that a single precondition is not worth it. */
function inside({ preconditions }: AssertChange): string | undefined {
  const bodies = preconditions.flatMap((one) => ('body' in one ? [one.body] : []))
  return bodies.length === preconditions.length && bodies.length > 1 ? keyOf(bodies) : undefined
}
