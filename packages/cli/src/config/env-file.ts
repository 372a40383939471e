import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { systemErrorOf, UserError } from '@loadero-test/runner/errors'

/** A larger file is not a list of variables. */
const maxBytes = 1_000_000

const marks: readonly (readonly [encoding: string, ...bytes: number[]])[] = [
  ['utf-8', 0xef, 0xbb, 0xbf],
  ['utf-16le', 0xff, 0xfe],
  ['utf-16be', 0xfe, 0xff],
]

/**
 * Sets the variables of a file that are not set yet. The file is UTF-8 or, as PowerShell writes it, UTF-16; it may be a
 * pipe.
 * @throws UserError for a file that cannot be read, is not text, or has more than a megabyte
 */
export function readEnvFile(file: string, env: NodeJS.ProcessEnv): void {
  const bytes = readBytes(file)
  // Without a mark, one of the first two bytes of UTF-16 is zero, because a variable's name begins with a Latin letter.
  const unmarked = bytes[0] === 0 ? 'utf-16be' : bytes[1] === 0 ? 'utf-16le' : 'utf-8'
  const [encoding] = marks.find(([, ...mark]) => mark.every((byte, at) => bytes[at] === byte)) ?? [unmarked]
  let text: string
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw new UserError('usage', `--dotenv: Not a text: ${file}`, 'Save it as UTF-8.')
  }
  for (const [name, value] of Object.entries(parseEnv(text))) env[name] ??= value
}

function readBytes(file: string): Uint8Array {
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, 'r')
    if (fstatSync(descriptor).isDirectory())
      throw new UserError('usage', `--dotenv: Is a directory: ${file}`, 'Pass the file in it, such as .env.')
    const bytes = new Uint8Array(maxBytes + 1)
    let length = 0
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(descriptor, bytes, length, bytes.length - length, null)
    if (length <= maxBytes) return bytes.subarray(0, length)
    throw new UserError(
      'usage',
      `--dotenv: Larger than a megabyte: ${file}`,
      'Pass a file with lines such as NAME=value.',
    )
  } catch (error) {
    const system = systemErrorOf(error)
    throw system ? new UserError('usage', `--dotenv: ${system.message}`, system.hint) : error
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
