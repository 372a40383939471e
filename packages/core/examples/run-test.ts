import type { LoaderoClient, Run } from '@loadero-test/core'

/** Launches a test and waits for its run. An abort or a timeout stops the run, which would otherwise go on. */
export async function runTest(
  client: LoaderoClient,
  testId: number,
  print: (line: string) => void,
  signal?: AbortSignal,
): Promise<Run> {
  const launched = await client.test(testId).launch()
  if (launched.foundBy === 'search') print('the response was lost; the run was found by a search')
  const run = client.test(testId).run(launched.id)
  try {
    return await run.wait({
      intervalMs: 5_000,
      timeoutMs: 3_600_000,
      signal,
      onChange: ({ id, status }) => print(`run ${id}: ${status}`),
    })
  } catch (error) {
    await run.stop()
    print('requested the stop, which takes some time')
    await run.wait({ timeoutMs: 120_000 })
    throw error
  }
}
