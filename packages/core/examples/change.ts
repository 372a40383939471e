import { type LoaderoClient, toInput } from '@loadero-test/core'

/** An update must contain every required key, so it starts from the existing group. */
export async function doubleGroups(client: LoaderoClient, testId: number): Promise<void> {
  const { groups } = client.test(testId)
  for await (const group of groups.all()) {
    await groups.update(group.id, { ...toInput.group(group), count: (group.count ?? 1) * 2 })
  }
}

/** Copies a test with its groups and asserts. A test does not contain its script, which is read separately. */
export async function copyForLoad(client: LoaderoClient, testId: number): Promise<string> {
  const copy = await client.tests.duplicate(testId, { name: 'call, many times' })
  const script = await client.test(copy.id).script()
  const changed = await client.tests.update(copy.id, { ...toInput.test(copy, script), mode: 'load' })
  return JSON.stringify(changed, null, 2)
}
