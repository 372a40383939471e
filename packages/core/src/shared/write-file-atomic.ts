import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface FileToWrite {
  readonly file: string
  /** One text or its parts in order. */
  readonly text: string | Iterable<string>
}

/** Writes a temporary file beside the file and renames it, so that the file is never read half written. */
export async function writeFileAtomic(file: string, text: FileToWrite['text']): Promise<void> {
  await writeFilesAtomic([{ file, text }])
}

/**
 * Writes all temporary files before it renames the first one, so that a text that cannot be written leaves every file
 * as it was. Creates missing directories.
 */
export async function writeFilesAtomic(files: readonly FileToWrite[]): Promise<void> {
  const staged = files.map(({ file, text }) => ({ file, text, temporary: `${file}.${process.pid}.part` }))
  try {
    for (const { file, text, temporary } of staged) {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(temporary, typeof text === 'string' ? text : joinParts(text))
    }
    for (const { file, temporary } of staged) await rename(temporary, file)
  } catch (error) {
    for (const { temporary } of staged) await rm(temporary, { force: true })
    throw error
  }
}

const minChunkCharacters = 1_000_000

/** Joins small parts, because each chunk costs one write. */
function* joinParts(parts: Iterable<string>): Generator<string> {
  let chunk = ''
  for (const part of parts) {
    chunk += part
    if (chunk.length < minChunkCharacters) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}
