import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { sep } from 'node:path'
import { type CompiledModule, compileModule } from '../compile-module.js'
import { transformFile } from '../transform.js'

/** A file with its compiled code. */
export interface CompiledFile extends CompiledModule {
  readonly source: string
  readonly code: string
  readonly isCommonJs: boolean
  readonly isPlain: boolean
}

/** The compiled code of each file. Specs that import a file evaluate the same code, each once. */
export const compiledFiles = new Map<string, CompiledFile>()

export async function compileOnce(path: string, source: string): Promise<CompiledFile> {
  const known = compiledFiles.get(path)
  if (known?.source === source) return known
  const file = await transformFile(path, source)
  const { code, isCommonJs, isPlain } = file
  const compiled = { source, code, isCommonJs, isPlain, ...compileModule(path, file) }
  compiledFiles.set(path, compiled)
  return compiled
}

/** The text of the files that plain files, which follow each other, have loaded. */
const recentSources = new Map<string, string>()

export function readSource(path: string): string {
  const source = recentSources.get(path) ?? readFileSync(path, 'utf8')
  recentSources.set(path, source)
  return source
}

/** Lets the next import of each file read it again. */
export function forgetSources(): void {
  recentSources.clear()
}

/** Whether a file of the author contains a name, also one that Node.js has loaded with `require`. */
export function isNamedByAuthor(name: string): boolean {
  const required = Object.keys(createRequire(import.meta.url).cache).filter(
    (path) => !path.includes(`${sep}node_modules${sep}`),
  )
  return (
    [...compiledFiles.values()].some(({ source }) => source.includes(name)) ||
    required.some((path) => readFileSync(path, 'utf8').includes(name))
  )
}
