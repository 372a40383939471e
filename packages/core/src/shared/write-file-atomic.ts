import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises'
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
  const staged: (FileToWrite & { readonly temporary: string })[] = []
  try {
    for (const { file: path, text } of files) {
      // A link is kept, and the file that it leads to is replaced.
      const file = await realpath(path).catch(() => path)
      const found = await stat(file).catch(() => undefined)
      // `/dev/null` or a named pipe is written to, not replaced.
      const isSpecial = found !== undefined && !found.isFile() && !found.isDirectory()
      const temporary = isSpecial ? file : `${file}.${process.pid}.part`
      staged.push({ file, text, temporary })
    }
    for (const { file, text, temporary } of staged) {
      await mkdir(dirname(file), { recursive: true })
      await writeParts(temporary, typeof text === 'string' ? [text] : joinParts(text))
    }
    for (const { file, temporary } of staged) if (temporary !== file) await rename(temporary, file)
  } catch (error) {
    for (const { file, temporary } of staged) if (temporary !== file) await rm(temporary, { force: true })
    throw error
  }
}

async function writeParts(file: string, parts: Iterable<string>): Promise<void> {
  // Not `writeFile` of the parts: the one that Yarn PnP puts in its place takes no iterables.
  const handle = await open(file, 'w')
  try {
    for (const part of parts) await handle.writeFile(part)
  } finally {
    await handle.close()
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
