import type { LoaderoClient } from '@loadero-test/core'

/**
 * The newest 20 runs that did not end well. Of several values any may fit; several filters hold together.
 * Besides `results` the answer has `pagination` and the `filter` that was applied.
 */
export async function recentTrouble(client: LoaderoClient, since: Date): Promise<number[]> {
  const { results } = await client.runs.list({
    filter_status: ['aborted', 'server-error', 'no-users'],
    filter_started_from: since,
    order_by: '-id',
    limit: 20,
  })
  return results.map(({ id }) => id)
}

/** Participants that stand without a group, page by page, as many as it takes. */
export async function loners(client: LoaderoClient, testId: number): Promise<string[]> {
  const names: string[] = []
  const { participants } = client.test(testId)
  for await (const { name } of participants.all({ filter_has_group: false }, { pageSize: 50 })) {
    names.push(name ?? '')
  }
  return names
}
