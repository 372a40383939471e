import type { LaunchedRun, TestNode } from '@loadero-test/core'
import { launchOnce, type LaunchOnceOptions } from './launch-once.js'

/** How many of the newest runs are searched for the launched one. */
const newestRuns = 25

/**
 * Launches a test, and makes sure that the answer is a new run of it. An answer with a run that existed before, or with a
 * run of another test, is not believed; the new run is searched for, so that no other run is followed or stopped.
 * @throws when no run, or more than one, can be the launched one
 */
export async function launchConfirmed(
  node: Pick<TestNode, 'launch' | 'runs'>,
  testId: number,
  options: LaunchOnceOptions,
): Promise<LaunchedRun> {
  let known: readonly number[] = options.known ?? []
  const onSend = (runIds: readonly number[]) => {
    known = runIds
    options.onSend(runIds)
  }
  const isNew = ({ id, test_id }: Pick<LaunchedRun, 'id' | 'test_id'>) =>
    !known.includes(id) && (test_id === undefined || test_id === testId)
  const launched = await launchOnce(node, { ...options, onSend })
  if (isNew(launched)) return launched
  const { results } = await node.runs.list({ order_by: '-id', limit: newestRuns })
  const [found, ...others] = results.filter(isNew)
  if (found && others.length === 0) return { ...found, foundBy: 'search' }
  const ofTest = launched.test_id === undefined ? '' : ` of test ${launched.test_id}`
  throw new Error(
    `the launch of test ${testId} was answered with run ${launched.id}${ofTest}, which is not a new run of this test; a run may have started: check the runs of test ${testId}`,
  )
}
