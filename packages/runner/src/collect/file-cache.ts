import { hash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { threadId } from 'node:worker_threads'

// Its package file is read, because a warm start never loads the compiler itself.
const compilerFile = new URL('../package.json', import.meta.resolve('rolldown'))
const { version } = JSON.parse(readFileSync(compilerFile, 'utf8')) as { readonly version: string }

/** The compiler is part of each key, so that another version reads every file once more. */
const compiler = `${process.version.split('.')[0]} ${version}`

/** What an earlier process computed from the text of a file. */
interface CachedFile<T> {
  /** Undefined when it was computed from another text, by another version or never. */
  readonly content: T | undefined
  /** Keeps a value that JSON can hold. A cache that cannot be written only costs time. */
  readonly write: (content: T) => void
}

/** @param kind what is computed, with a number that changes with the form of the content */
export function openCachedFile<T>(kind: string, path: string, source: string): CachedFile<T> {
  const key = hash('sha256', `${compiler} ${kind}\n${path}\n${source}`, 'hex')
  // One file for each path, so that the cache does not grow with the edits of a file.
  const name = hash('sha256', `${kind.replace(/\d+$/, '')}\n${path}`, 'hex').slice(0, 24)
  const folder = cacheFolderOf(dirname(path))
  if (folder === undefined) return { content: undefined, write: () => undefined }
  const file = `${folder}${sep}${name}.json`
  let content: T | undefined
  try {
    const cached = JSON.parse(readFileSync(file, 'utf8')) as { readonly key: string; readonly content: T }
    if (cached.key === key) content = cached.content
  } catch {
    // There is none, or not a whole one.
  }
  return {
    content,
    write: (written) => {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        // Another process may read the file at the same time.
        const temporary = `${file}.${process.pid}-${threadId}`
        writeFileSync(temporary, JSON.stringify({ key, content: written }), { mode: 0o600 })
        renameSync(temporary, file)
      } catch {
        // As above.
      }
    },
  }
}

const folders = new Map<string, string | undefined>()

/** The nearest `node_modules/.cache`, otherwise a folder of the user below the system's temporary folder. */
function cacheFolderOf(folder: string): string | undefined {
  if (folders.has(folder)) return folders.get(folder)
  const parent = dirname(folder)
  const found = existsSync(join(folder, 'node_modules'))
    ? join(folder, 'node_modules', '.cache', 'loadero-test')
    : parent === folder
      ? openUserFolder()
      : cacheFolderOf(parent)
  folders.set(folder, found)
  return found
}

/** What it holds is executed, so a folder that another user has created is not used. */
function openUserFolder(): string | undefined {
  const { uid } = userInfo()
  const folder = join(tmpdir(), `loadero-test-cache-${uid}`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const stats = lstatSync(folder)
    const isOwn = stats.isDirectory() && (uid === -1 || (stats.uid === uid && (stats.mode & 0o022) === 0))
    return isOwn ? folder : undefined
  } catch {
    return undefined
  }
}
