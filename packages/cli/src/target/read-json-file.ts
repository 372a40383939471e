import { errorMessage } from '@loadero-test/core/internal'
import { readFile } from 'node:fs/promises'
import { UserError } from '@loadero-test/runner/errors'

/** @throws UserError with the path, when the file cannot be read or parsed */
export async function readJsonFile<T>(path: string, parse: (value: unknown) => T): Promise<T> {
  try {
    return parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    throw new UserError('usage', `${path}: ${errorMessage(error)}`)
  }
}
