import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes beside the file and renames, so that nobody ever reads half of it. */
export async function writeFileAtomic(file: string, text: string | Iterable<string>): Promise<void> {
  const partial = `${file}.${process.pid}.part`
  await mkdir(dirname(file), { recursive: true })
  try {
    await writeFile(partial, typeof text === 'string' ? text : inPortions(text))
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

const portionCharacters = 1_000_000

/** Every portion is written on its own; the pieces of a report are too small for that. */
const inPortions = function* (pieces: Iterable<string>): Generator<string> {
  let portion = ''
  for (const piece of pieces) {
    portion += piece
    if (portion.length < portionCharacters) continue
    yield portion
    portion = ''
  }
  yield portion
}
