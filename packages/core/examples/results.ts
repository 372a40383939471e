import { join } from 'node:path'
import { type LoaderoClient, type ResultAssert, resultFiles } from '@loadero-test/core'

/** The failed asserts by participant. Lists contain overviews; `get` reads the whole result. */
export async function failedAsserts(
  client: LoaderoClient,
  runId: number,
): Promise<Map<string, ResultAssert[]>> {
  const failed = new Map<string, ResultAssert[]>()
  const { results } = client.run(runId)
  for await (const { id } of results.all({ filter_status: ['fail', 'timeout'] })) {
    const { participant_details, asserts } = await results.get(id)
    const name = participant_details?.participant_name ?? `result ${id}`
    failed.set(name, [...(failed.get(name) ?? []), ...asserts.filter(({ status }) => status === 'fail')])
  }
  return failed
}

/** The maximum CPU usage over all participants. */
export async function busiest(client: LoaderoClient, runId: number): Promise<number | undefined> {
  const { results } = client.run(runId)
  let maxUsed: number | undefined
  for await (const { id } of results.all()) {
    const { metrics } = await results.get(id)
    const used = metrics?.machine['machine/cpu/used']?.maximum
    if (used !== undefined) maxUsed = Math.max(maxUsed ?? used, used)
  }
  return maxUsed
}

/** Saves all logs and artifacts of one participant under safe file names. */
export async function saveFiles(
  client: LoaderoClient,
  runId: number,
  resultId: number,
  directory: string,
): Promise<string[]> {
  const files = resultFiles(await client.run(runId).results.get(resultId))
  for (const { url, name } of files) await client.download(url, join(directory, name), { overwrite: true })
  return files.map(({ name }) => name)
}

/** The outcomes of each assert over the whole run, in one request. */
export async function summary(client: LoaderoClient, runId: number): Promise<string[]> {
  const { asserts } = await client.run(runId).statistics()
  return asserts.map(
    ({ path, pass, fail, skip }) => `${path}: ${pass ?? 0} passed, ${fail ?? 0} failed, ${skip ?? 0} skipped`,
  )
}
