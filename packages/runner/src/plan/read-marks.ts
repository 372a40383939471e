import { ApiError, type LoaderoClient, type Test } from '@loadero-test/core'
import { type Mark, readMark } from '../mark.js'

/** Rows of one request. */
const pageSize = 100

/** A list that the service does not have, or that this token may not see. */
const unlisted = [403, 404, 405]

/**
 * The marks of tests, by their ids; those without one are left out. Scripts do not travel with tests: they are read
 * one by one, or all of the project at once where that takes fewer requests.
 * @param all how many tests the project has
 */
export const readMarks = async (
  client: LoaderoClient,
  tests: readonly Test[],
  all: number,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, Mark>> => {
  const listed = tests.length > Math.ceil(all / pageSize) ? await readAll(client, signal) : new Map()
  const marks = await Promise.all(
    tests.map(async ({ id, script_file_id: file }): Promise<[number, Mark | undefined]> => {
      if (file === undefined) return [id, undefined]
      const text = listed.get(file) ?? (await client.files.get(file, { signal })).content
      return [id, readMark(text ?? '').mark]
    }),
  )
  return new Map(marks.flatMap(([id, mark]) => (mark ? [[id, mark]] : [])))
}

const readAll = async (client: LoaderoClient, signal?: AbortSignal): Promise<Map<number, string>> => {
  const texts = new Map<number, string>()
  try {
    for await (const { id, content } of client.files.all(
      { filter_file_type: 'test_script' },
      { pageSize, signal },
    )) {
      if (content !== undefined) texts.set(id, content)
    }
  } catch (error) {
    if (!(error instanceof ApiError && unlisted.includes(error.status))) throw error
  }
  return texts
}
