import type { Collection, LoaderoClient } from '@loadero-test/core'
import type { Change } from '../model.js'
import type { TestPlan } from './diff.js'

/**
 * Carries out a plan and gives the id of the test.
 * Deletions come last: what breaks off half-way leaves too much rather than too little, and the next apply finishes it.
 */
export const apply = async (plan: TestPlan, client: LoaderoClient, signal?: AbortSignal): Promise<number> => {
  const options = { signal }
  const testId = await put(client.tests, plan.test, options)
  const test = client.test(testId)
  for (const { change, participants } of plan.groups) {
    if (change.kind === 'delete') continue
    const group = test.group(await put(test.groups, change, options))
    for (const participant of participants) await put(group.participants, participant, options)
  }
  for (const participant of plan.participants) await put(test.participants, participant, options)
  for (const { change, preconditions } of plan.asserts) {
    if (change.kind === 'delete') continue
    const assert = test.assert(await put(test.asserts, change, options))
    for (const precondition of preconditions) await put(assert.preconditions, precondition, options)
    await remove(assert.preconditions, preconditions, options)
  }
  for (const { change, participants } of plan.groups) {
    if (change.kind === 'keep' || change.kind === 'update') {
      await remove(test.group(change.id).participants, participants, options)
    }
  }
  await remove(test.participants, plan.participants, options)
  await remove(
    test.groups,
    plan.groups.map(({ change }) => change),
    options,
  )
  await remove(
    test.asserts,
    plan.asserts.map(({ change }) => change),
    options,
  )
  return testId
}

type Options = { readonly signal: AbortSignal | undefined }

/** Creates or updates; deletions wait for `remove`. */
const put = async <T>(
  rows: Collection<{ id: number }, T>,
  change: Change<T>,
  options: Options,
): Promise<number> => {
  if (change.kind === 'create') return (await rows.create(change.body, options)).id
  if (change.kind === 'update') return (await rows.update(change.id, change.body, options)).id
  return change.id
}

const remove = async <T>(
  rows: Collection<{ id: number }, T>,
  changes: readonly Change<T>[],
  options: Options,
) => {
  for (const change of changes) if (change.kind === 'delete') await rows.delete(change.id, options)
}
