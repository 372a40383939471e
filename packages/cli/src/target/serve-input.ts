import { readFile } from 'node:fs/promises'
import { UserError } from '@loadero-test/runner/errors'

/**
 * Reads JSON that the author wrote.
 * @throws UserError that names the file
 */
export async function readInput<T>(path: string, parse: (value: unknown) => T): Promise<T> {
  try {
    return parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    throw new UserError('usage', `${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
