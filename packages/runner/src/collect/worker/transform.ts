import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { basename, dirname, extname, join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { SourceSyntaxError } from './source-position.js'

/** A file as code that this version of Node.js executes. */
export interface TransformedFile {
  readonly code: string
  /** Whether it uses `require` and `module.exports`. */
  readonly isCommonJs: boolean
  /** Encoded as in a source map; absent when code and source have the same positions. */
  readonly mappings: string
}

/** Changes with the format of the cached files. */
const cacheVersion = 2

/** The compiler is part of the key, so that another version compiles every file once more. */
const compilerKey = `${cacheVersion} ${process.version.split('.')[0]} ${versionOfCompiler()}`

function versionOfCompiler(): string {
  // Its package file is read, because a warm start never loads the compiler itself.
  const entry = import.meta.resolve('rolldown')
  const file = new URL('../package.json', entry)
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
}

/** Compiles a file, or reads what an earlier process compiled from the same text. */
export async function transformFile(path: string, source: string): Promise<TransformedFile> {
  const cacheFile = cacheFileOf(path)
  const key = createHash('sha256').update(`${compilerKey}\n${path}\n${source}`).digest('hex')
  const cached = readCached(cacheFile, key)
  if (cached) return cached
  const { compileFile } = await import('./compile.js')
  const result = await compileFile(path, source)
  if ('error' in result) throw new SourceSyntaxError(result.error.message, result.error.position)
  writeCached(cacheFile, key, result.file)
  return result.file
}

const directories = new Map<string, string>()

/** The nearest `node_modules/.cache`, otherwise a folder of the user below the system's temporary folder. */
function cacheDirectoryOf(folder: string): string {
  const known = directories.get(folder)
  if (known !== undefined) return known
  const parent = dirname(folder)
  const found = existsSync(join(folder, 'node_modules'))
    ? join(folder, 'node_modules', '.cache', 'loadero-test')
    : parent === folder
      ? join(tmpdir(), `loadero-test-cache-${userInfo().uid}`)
      : cacheDirectoryOf(parent)
  directories.set(folder, found)
  return found
}

/** One file for each path, so that the cache does not grow with the edits of a file. */
function cacheFileOf(path: string): string {
  const name = createHash('sha256').update(path).digest('hex').slice(0, 24)
  return join(cacheDirectoryOf(dirname(path)), `${basename(path, extname(path))}-${name}.json`)
}

function readCached(file: string, key: string): TransformedFile | undefined {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as TransformedFile & { readonly key: string }
    return content.key === key ? content : undefined
  } catch {
    return undefined
  }
}

/** A cache that cannot be written only costs time. */
function writeCached(file: string, key: string, content: TransformedFile): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    // Another process may read the file at the same time.
    const temporary = `${file}.${process.pid}-${threadId}`
    writeFileSync(temporary, JSON.stringify({ key, ...content }), { mode: 0o600 })
    renameSync(temporary, file)
  } catch {
    // As above.
  }
}
