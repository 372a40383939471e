import type { LoaderoClient, Run } from '@loadero-test/core'

/** Launches a test and follows it; an abort stops the run, which would go on and cost otherwise. */
export async function runTest(
  client: LoaderoClient,
  testId: number,
  print: (line: string) => void,
  signal?: AbortSignal,
): Promise<Run> {
  const launched = await client.test(testId).launch()
  if (launched.foundBy === 'found') print('the answer was lost; this run has appeared instead')
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
    print('asked for a stop, which takes its time')
    await run.wait({ timeoutMs: 120_000 })
    throw error
  }
}
