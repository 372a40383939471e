import type { Test } from '@loadero-test/core'
import { UserError } from '../model/errors.js'
import type { TestCase } from '../model/model.js'
import { remoteName } from './identity.js'

export interface LocatedTest {
  readonly test: TestCase
  /** Absent when there is none of its name. */
  readonly remote?: Test
  /** Why it is not clear which one is meant. */
  readonly error?: UserError
  /** What its author should know of it. */
  readonly notice?: string
}

/** Finds the remote test of each test case. */
export function locate(
  tests: readonly TestCase[],
  remote: readonly Test[],
  prefix: string,
): readonly LocatedTest[] {
  const owners = new Map<number, TestCase>()
  return tests.map((test): LocatedTest => {
    const [found, ...others] = candidatesOf({ id: test.id, remoteId: test.spec.id }, remote, prefix)
    if (found === undefined) return { test }
    if (others.length > 0) return { test, error: unclear([found, ...others]) }
    const owner = owners.get(found.id)
    owners.set(found.id, test)
    return owner ? { test, error: meantTwice(found, owner, test) } : { test, remote: found }
  })
}

/**
 * The one that a spec names by id, or else those of its name.
 * An id that is not among the tests of this prefix is passed over: the spec says it for another project or branch.
 */
export function candidatesOf(
  { id: name, remoteId }: { readonly id: string; readonly remoteId?: number | undefined },
  remote: readonly Test[],
  prefix: string,
): readonly Test[] {
  const start = remoteName(prefix, '')
  const pinned = remote.filter((test) => test.id === remoteId && test.name?.startsWith(start))
  return pinned.length > 0 ? pinned : remote.filter((test) => test.name === remoteName(prefix, name))
}

function unclear(candidates: readonly Test[]): UserError {
  const ids = candidates.map(({ id }) => id)
  return new UserError(
    'plan',
    `${ids.length} tests at Loadero have the name '${candidates[0]?.name}' (ids ${ids.join(', ')})`,
    `Say in the spec which one is meant, e.g. \`id: ${ids[0]}\` among its options, or rename the others.`,
  )
}

function meantTwice({ id }: Test, a: TestCase, b: TestCase): UserError {
  return new UserError(
    'plan',
    `'${a.id}' and '${b.id}' both mean test ${id} at Loadero`,
    'Give one of them another `id`, or none.',
  )
}
