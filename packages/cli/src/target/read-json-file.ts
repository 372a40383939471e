import { readFile } from 'node:fs/promises'
import { errorMessage } from '@loadero-test/core/internal'
import { SchemaError } from '@loadero-test/core/internal/schemas'
import { UserError } from '@loadero-test/runner/errors'
import { type ParseError, parse as parseJson, printParseErrorCode } from 'jsonc-parser'
import { formatJsonIssues, lineAt } from '../config/file-issues.js'

/**
 * Reads and checks an input file.
 * @param flag names the file, for messages
 * @throws UserError with the place and the problem, when the file cannot be read, is not JSON, or has wrong content
 */
export async function readJsonFile<T>(path: string, flag: string, parse: (value: unknown) => T): Promise<T> {
  const text = await readText(path, flag)
  const errors: ParseError[] = []
  parseJson(text, errors, { disallowComments: true })
  const [first] = errors
  if (first) {
    const problem = printParseErrorCode(first.error)
      .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
    throw new UserError('usage', `${flag} ${path}:${lineAt(text, first.offset)} is not JSON: ${problem}`)
  }
  try {
    return parse(JSON.parse(text))
  } catch (error) {
    const lines =
      error instanceof SchemaError ? formatJsonIssues(error, path, text) : [`${path}: ${errorMessage(error)}`]
    throw new UserError('usage', `${flag} has a problem:\n${lines.map((line) => `  ${line}`).join('\n')}`)
  }
}

async function readText(path: string, flag: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const problem =
      { ENOENT: 'does not exist', EISDIR: 'is a directory', EACCES: 'cannot be read: permission denied' }[
        code ?? ''
      ] ?? `cannot be read: ${errorMessage(error)}`
    throw new UserError('usage', `${flag} ${path} ${problem}`)
  }
}
