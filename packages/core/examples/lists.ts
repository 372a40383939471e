import type { LoaderoClient } from '@loadero-test/core'

/**
 * The newest 20 failed runs. One of several values of a filter must match; several filters must all match.
 * The response also contains `pagination` and the applied `filter`.
 */
export async function recentFailures(client: LoaderoClient, since: Date): Promise<number[]> {
  const { results } = await client.runs.list({
    filter_status: ['aborted', 'server-error', 'no-users'],
    filter_started_from: since,
    order_by: '-id',
    limit: 20,
  })
  return results.map(({ id }) => id)
}

/** The names of all participants without a group. `all` reads page by page. */
export async function ungroupedParticipants(client: LoaderoClient, testId: number): Promise<string[]> {
  const names: string[] = []
  const { participants } = client.test(testId)
  for await (const { name } of participants.all({ filter_has_group: false }, { pageSize: 50 })) {
    names.push(name ?? '')
  }
  return names
}
