import { openCachedFile } from '../file-cache.js'
import { SourceSyntaxError } from './source-position.js'

/** A file as code that this version of Node.js executes. */
export interface TransformedFile {
  readonly code: string
  /** Whether it uses `require` and `module.exports`. */
  readonly isCommonJs: boolean
  /** Whether no word of the source shows that it can change what all code of a thread shares, or take long. */
  readonly isPlain: boolean
  /** Encoded as in a source map; absent when code and source have the same positions. */
  readonly mappings: string
  /** The line of the source that each line of the code comes from. 0: from none, -1: from several. */
  readonly lines: readonly number[]
}

/** Compiles a file, or reads what an earlier process compiled from the same text. */
export async function transformFile(path: string, source: string): Promise<TransformedFile> {
  const { content, write } = openCachedFile<TransformedFile>('module 8', path, source)
  if (content) return content
  const { compileFile } = await import('./compile.js')
  const result = await compileFile(path, source)
  if ('error' in result) throw new SourceSyntaxError(result.error.message, result.error.position)
  write(result.file)
  return result.file
}
