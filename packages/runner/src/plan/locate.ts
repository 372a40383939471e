import type { Test } from '@loadero-test/core'
import { UserError } from '../model/errors.js'
import type { SpecTest } from '../model/spec.js'
import { remoteName } from './identity.js'

export interface LocatedTest {
  readonly test: SpecTest
  /** Absent when no remote test has its name. */
  readonly remote?: Test
  /** The reason why the remote test is ambiguous. */
  readonly error?: UserError
  /** The tests that have its name. */
  readonly candidates?: readonly Test[]
  /** A note for the author of the spec. */
  readonly notice?: string
}

/** Finds the remote test of each test. */
export function locateTests(
  tests: readonly SpecTest[],
  remote: readonly Test[],
  prefix: string,
): readonly LocatedTest[] {
  const owners = new Map<number, SpecTest>()
  return tests.map((test): LocatedTest => {
    const [found, ...others] = candidatesOf({ id: test.id, remoteId: test.spec.id }, remote, prefix)
    if (found === undefined) return { test }
    if (others.length > 0) {
      const candidates = [found, ...others]
      const error = new UserError(
        'plan',
        `${candidates.length} tests at Loadero have the name '${found.name}' (ids ${candidates.map(({ id }) => id).join(', ')})`,
        `Choose one in the spec with \`id: ${found.id}\` among its options, or rename the other tests.`,
      )
      return { test, error, candidates }
    }
    const owner = owners.get(found.id)
    owners.set(found.id, test)
    if (!owner) return { test, remote: found }
    const error = new UserError(
      'plan',
      `'${owner.id}' and '${test.id}' both refer to test ${found.id} at Loadero`,
      'Give one of them another `id`, or remove it.',
    )
    return { test, error }
  })
}

/**
 * The remote test with the id that the spec gives, or else the remote tests of its name.
 * An id that no test of this prefix has is ignored: the spec gives it for another project or branch.
 */
export function candidatesOf(
  { id: name, remoteId }: { readonly id: string; readonly remoteId?: number | undefined },
  remote: readonly Test[],
  prefix: string,
): readonly Test[] {
  const namePrefix = remoteName(prefix, '')
  const withId = remote.filter((test) => test.id === remoteId && test.name?.startsWith(namePrefix))
  return withId.length > 0 ? withId : remote.filter((test) => test.name === remoteName(prefix, name))
}
