import type { LoaderoClient, Run } from '@loadero-test/core'

/** Launches several tests and follows all their runs with one request per poll. */
export async function runMany(client: LoaderoClient, testIds: readonly number[]): Promise<Run[]> {
  const watch = client.watch()
  const runOne = async (testId: number) => watch.wait((await client.test(testId).launch()).id)
  return Promise.all(testIds.map(runOne))
}
