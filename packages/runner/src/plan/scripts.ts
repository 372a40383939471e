import { ApiError, type LoaderoClient, type Test } from '@loadero-test/core'

/** Gives the scripts of tests by the tests' ids. */
export type ReadScripts = (tests: readonly Test[]) => Promise<ReadonlyMap<number, string>>

/** Rows of one request. */
const pageSize = 100

/** A list that the service does not have, or that this token may not see. */
const unlisted = [403, 404, 405]

/**
 * Scripts do not travel with tests: they are read one by one, or all of the project at once where that takes fewer
 * requests, and then only once.
 * @param all how many tests the project has
 */
export function createScripts(client: LoaderoClient, all: number, signal?: AbortSignal): ReadScripts {
  let listing: Promise<ReadonlyMap<number, string>> | undefined
  return async (tests) => {
    if (tests.length > Math.ceil(all / pageSize)) listing ??= readAll(client, signal)
    const listed = await listing
    const texts = tests.map(async ({ id, script_file_id: file }): Promise<[number, string]> => {
      if (file === undefined) return [id, '']
      return [id, listed?.get(file) ?? (await client.files.get(file, { signal })).content ?? '']
    })
    return new Map(await Promise.all(texts))
  }
}

async function readAll(client: LoaderoClient, signal?: AbortSignal): Promise<ReadonlyMap<number, string>> {
  const texts = new Map<number, string>()
  const filter = { filter_file_type: 'test_script' } as const
  try {
    for await (const { id, content } of client.files.all(filter, { pageSize, signal })) {
      if (content !== undefined) texts.set(id, content)
    }
  } catch (error) {
    if (!(error instanceof ApiError && unlisted.includes(error.status))) throw error
  }
  return texts
}
