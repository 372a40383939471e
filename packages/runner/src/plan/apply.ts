import type { CallOptions, LoaderoClient, TestInput, TestNode } from '@loadero-test/core'
import { type OwnershipMarker, addMarker } from '../model/wire/ownership-marker.js'
import { applyRows, copyRow, putRow, removeRow } from './apply-rows.js'
import { type Changes, childWrites } from './diff.js'
import type { TestPlan } from './plan-test.js'
import { type DuplicateOptions, yieldToDuplicate } from './concurrent/duplicates.js'

/**
 * Carries out a plan.
 * The ownership marker gets its hash with the last request. Without the hash, an interrupted push shows as incomplete,
 * not as drift.
 * @returns the id of the remote test
 */
export async function applyPlan(
  plan: TestPlan,
  client: LoaderoClient,
  duplicateOptions: DuplicateOptions = {},
): Promise<number> {
  const { test, marker, language, duplicates = [] } = plan
  const { signal, onNotice } = duplicateOptions
  const options = { signal }
  for (const duplicate of duplicates) {
    await removeRow(client.tests, duplicate, options)
    onNotice?.(
      `test ${duplicate} had the name and the marker of '${marker.name}' and no runs; it was deleted`,
    )
  }
  if (test.kind === 'keep') return test.id
  const bodyWith = (scriptMarker: OwnershipMarker): TestInput => ({
    ...test.body,
    script: addMarker(test.body.script, language, scriptMarker),
  })
  const hasChildWrites = childWrites(plan) > 0
  const { hash: _, ...incomplete } = marker
  const firstBody = bodyWith(hasChildWrites ? incomplete : marker)
  const written =
    test.kind === 'create'
      ? await client.tests.create(firstBody, options)
      : await client.tests.update(test.id, firstBody, options)
  const { id, isComplete } =
    test.kind === 'create'
      ? await yieldToDuplicate({ ...written, name: test.body.name }, marker, client, duplicateOptions)
      : { id: test.id, isComplete: false }
  if (isComplete) return id
  if (hasChildWrites) {
    await applyChildren(plan, client.test(id), options)
    await client.tests.update(id, bodyWith(marker), options)
  }
  return id
}

/** Deletions come last: an interrupted push leaves too much rather than too little. */
async function applyChildren(
  { groups, participants, asserts }: Changes,
  test: TestNode,
  options: CallOptions,
): Promise<void> {
  const groupIds: number[] = []
  for (const { change, participants: members } of groups) {
    if (change.kind === 'delete') continue
    const id =
      change.kind === 'copy'
        ? await copyRow(test.groups, change, groupIds, { ...options, name: change.body.name })
        : await putRow(test.groups, change, options)
    groupIds.push(id)
    await applyRows(test.group(id).participants, members, options)
  }
  await applyRows(test.participants, participants, options)
  const assertIds: number[] = []
  for (const { change, preconditions } of asserts) {
    if (change.kind === 'delete') {
      await removeRow(test.asserts, change.id, options)
      continue
    }
    const id =
      change.kind === 'copy'
        ? await copyRow(test.asserts, change, assertIds, options)
        : await putRow(test.asserts, change, options)
    assertIds.push(id)
    await applyRows(test.assert(id).preconditions, preconditions, options)
  }
  // It is unknown whether the service deletes participants with their group, so the remaining ones are deleted here.
  const orphanIds = new Set<number>()
  for (const { change, participants: members } of groups) {
    if (change.kind !== 'delete') continue
    await removeRow(test.groups, change.id, options)
    for (const member of members) if ('id' in member) orphanIds.add(member.id)
  }
  if (orphanIds.size === 0) return
  const { results } = await test.participants.list({}, options)
  for (const { id } of results) if (orphanIds.has(id)) await removeRow(test.participants, id, options)
}
