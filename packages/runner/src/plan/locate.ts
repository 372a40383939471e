import type { Test } from '@loadero-test/core'
import { UserError } from '../errors.js'
import type { TestCase } from '../model.js'
import { remoteName } from './identity.js'

export interface Located {
  readonly test: TestCase
  /** Absent when there is none of its name. */
  readonly remote?: Test
  /** Why it is not clear which one is meant. */
  readonly error?: UserError
  /** What its author should know of it. */
  readonly notice?: string
}

/** Finds the remote test of each test case. */
export const locate = (
  tests: readonly TestCase[],
  remote: readonly Test[],
  prefix: string,
): readonly Located[] => {
  const owners = new Map<number, TestCase>()
  return tests.map((test): Located => {
    const found = findRemote(test, remote, prefix)
    if (found === undefined) return { test }
    if (found instanceof UserError) return { test, error: found }
    const other = owners.get(found.id)
    owners.set(found.id, test)
    return other ? { test, error: meantTwice(found, other, test) } : { test, remote: found }
  })
}

/**
 * The one that the spec names by id, or else the one of its name.
 * An id that the project does not have is that of another project, or the local Loadero knows nothing of it.
 */
const findRemote = (
  { id: name, spec }: TestCase,
  remote: readonly Test[],
  prefix: string,
): Test | UserError | undefined => {
  const pinned = remote.find(({ id }) => id === spec.id)
  if (pinned) return pinned
  const namesakes = remote.filter((test) => test.name === remoteName(prefix, name))
  if (namesakes.length < 2) return namesakes[0]
  const ids = namesakes.map(({ id }) => id)
  return new UserError(
    'plan',
    `${ids.length} tests at Loadero have the name '${remoteName(prefix, name)}' (ids ${ids.join(', ')})`,
    `Say in the spec which one is meant, e.g. \`id: ${ids[0]}\` among its options, or rename the others.`,
  )
}

const meantTwice = ({ id }: Test, a: TestCase, b: TestCase): UserError =>
  new UserError(
    'plan',
    `'${a.id}' and '${b.id}' both mean test ${id} at Loadero`,
    'Give one of them another `id`, or none.',
  )
