import type { CallOptions, TestNode } from '@loadero-test/core'
import { applyRows, copyRow, putRow, removeRow } from './apply-rows.js'
import type { AssertChange } from './assert-changes.js'
import type { Changes } from './diff.js'
import type { GroupChange } from './group-changes.js'

/** Carries out the changes below a test, deletions last: what breaks off half-way has rather too much than too little. */
export async function applyChildren(
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
  await applyAsserts(asserts, test, options)
  await removeGroups(groups, test, options)
}

async function applyAsserts(asserts: readonly AssertChange[], test: TestNode, options: CallOptions) {
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
}

/** Nobody without an account knows whether participants go with their group or are left without one: so they are looked for. */
async function removeGroups(groups: readonly GroupChange[], test: TestNode, options: CallOptions) {
  const members = new Set<number>()
  for (const { change, participants } of groups) {
    if (change.kind !== 'delete') continue
    await removeRow(test.groups, change.id, options)
    for (const member of participants) if ('id' in member) members.add(member.id)
  }
  if (members.size === 0) return
  const { results } = await test.participants.list({}, options)
  for (const { id } of results) if (members.has(id)) await removeRow(test.participants, id, options)
}
