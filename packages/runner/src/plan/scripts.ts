import { ApiError, type LoaderoClient, type Test } from '@loadero-test/core'

/** Reads the scripts of tests, by the ids of the tests. */
export type ReadRemoteScripts = (tests: readonly Test[]) => Promise<ReadonlyMap<number, string>>

/** Files per request. */
const pageSize = 100

/** Statuses of a service that cannot list files, or of a token that must not list them. */
const noListingStatuses = [403, 404, 405]

/**
 * A list of tests does not contain their scripts. They are read one by one, or with one listing of all scripts of the
 * project where that takes fewer requests.
 * @param testCount number of tests in the project
 */
export function createRemoteScriptReader(
  client: LoaderoClient,
  testCount: number,
  signal?: AbortSignal,
): ReadRemoteScripts {
  let listing: Promise<ReadonlyMap<number, string>> | undefined
  return async (tests) => {
    if (tests.length > Math.ceil(testCount / pageSize)) listing ??= listScripts(client, signal)
    const listed = await listing
    const scripts = tests.map(async ({ id, script_file_id: file }): Promise<[number, string]> => {
      if (file === undefined) return [id, '']
      return [id, listed?.get(file) ?? (await client.files.get(file, { signal })).content ?? '']
    })
    return new Map(await Promise.all(scripts))
  }
}

async function listScripts(
  client: LoaderoClient,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  const scripts = new Map<number, string>()
  const filter = { filter_file_type: 'test_script' } as const
  try {
    for await (const { id, content } of client.files.all(filter, { pageSize, signal })) {
      if (content !== undefined) scripts.set(id, content)
    }
  } catch (error) {
    if (!(error instanceof ApiError && noListingStatuses.includes(error.status))) throw error
  }
  return scripts
}
