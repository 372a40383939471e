import type { LoaderoClient, Test } from '@loadero-test/core'
import { UserError } from '../errors.js'
import { readMark } from '../mark.js'
import type { TestCase } from '../model.js'
import { readCurrent } from './current.js'
import { desired, type Marking } from './desired.js'
import { diff, type TestPlan } from './diff.js'
import { isOurs, remoteName } from './identity.js'

/**
 * Plans one test.
 * @param allRemote every test of the project: one listing serves all test cases
 * @throws UserError when it is not clear which remote test is meant, or when it is not ours to change
 */
export const planTest = async (
  client: LoaderoClient,
  testCase: TestCase,
  allRemote: readonly Test[],
  marking: Marking,
  signal?: AbortSignal,
): Promise<TestPlan> => {
  const remote = allRemote.filter(({ name }) => name === remoteName(marking.prefix, testCase.id))
  const [test, ...others] = remote
  if (test === undefined) return diff(desired(testCase, marking), undefined)
  if (others.length > 0) {
    const ids = remote.map(({ id }) => id).join(', ')
    throw new UserError(
      'plan',
      `${remote.length} tests at Loadero have the name '${testCase.id}' (ids ${ids})`,
      'Rename all but one of them.',
    )
  }
  const current = await readCurrent(client, test, signal)
  if (!isOurs(test.name, readMark(current.script).mark, marking)) {
    throw new UserError(
      'plan',
      `test ${test.id} at Loadero has the name '${testCase.id}' but was not made by loadero-test, so it is left alone`,
      'Rename one of the two.',
    )
  }
  return diff(desired(testCase, marking), current)
}
