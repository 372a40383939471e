import {
  decode as decodeMappings,
  encode as encodeMappings,
  type SourceMapMappings,
} from '@jridgewell/sourcemap-codec'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { extname } from 'node:path'
import { compileFunction } from 'node:vm'
import { moduleRunnerTransform } from 'rolldown/experimental'
import { transformSync } from 'rolldown/utils'
import type { ThrownError } from '../../model/thrown-error.js'
import { isPlain } from './plain-code.js'
import type { TransformedFile } from './transform.js'

export type CompileResult =
  | { readonly file: TransformedFile }
  | { readonly error: { readonly message: string; readonly position: NonNullable<ThrownError['position']> } }

/**
 * Removes types, then turns imports and exports into calls, so that a module can be evaluated once for each spec file
 * that imports it.
 */
export async function compileFile(path: string, source: string): Promise<CompileResult> {
  // The first line of an executable file is not code. A comment of the same length keeps the columns.
  const plain = transformSync(path, source.replace(/^(\uFEFF?)#!/, '$1//'), {
    sourcemap: true,
    tsconfig: false,
    // Newer syntax, such as `using`, is not known to all supported versions of Node.js.
    target: 'es2024',
    jsx: { runtime: 'automatic' },
  })
  const error = plain.errors[0] as CompilerError | undefined
  if (error) return { error: describeCompilerError(error, path) }
  const mappings = plain.map?.mappings ?? ''
  const isNamedCommonJs = ['.cjs', '.cts'].includes(extname(path))
  const places = placesOf(decodeMappings(mappings))
  if (isNamedCommonJs && !/^\s*(?:import|export)\b|\bimport\s*\(/m.test(plain.code))
    return { file: { code: plain.code, isCommonJs: true, isPlain: false, ...places } }
  const runnable = await moduleRunnerTransform(path, plain.code, { sourcemap: true })
  const isModule =
    runnable.deps.length > 0 || /__vite_ssr_(?:exports|exportAll|import_meta)__/.test(runnable.code)
  const isCommonJs = !isModule && (isNamedCommonJs || isCommonJsCode(plain.code))
  // Code of CommonJS modules need not be strict, so the second step may refuse it. It replaces `import()` only.
  if (isCommonJs && !runnable.code.includes('__vite_ssr_dynamic_import__'))
    return { file: { code: plain.code, isCommonJs, isPlain: false, ...places } }
  return {
    file: {
      code: runnable.code,
      isCommonJs,
      isPlain: isPlain(source),
      ...placesOf(chain(runnable.map?.mappings ?? '', mappings)),
    },
  }
}

/** Whether code without imports and exports uses the names of CommonJS, and can be run as such. */
function isCommonJsCode(code: string): boolean {
  if (!/\b(?:module\.exports|exports\.|require\s*\()/.test(code)) return false
  try {
    compileFunction(code)
    return true
  } catch {
    // A comment with the names, and a top-level `await`, for example.
    return false
  }
}

interface CompilerError {
  readonly message: string
  readonly loc?: { readonly line: number; readonly column: number }
}

function describeCompilerError({ message, loc }: CompilerError, path: string) {
  const [first = ''] = message.split('\n')
  const position = { file: path, line: loc?.line ?? 1, column: (loc?.column ?? 0) + 1 }
  return { message: first.replace(/^\[\w+\]\s*/, ''), position }
}

/** The mappings of two steps as those of one. */
function chain(second: string, first: string): SourceMapMappings {
  const before = new TraceMap({ version: 3, names: [], sources: ['source'], mappings: first })
  return decodeMappings(second).map((segments) =>
    segments.flatMap((segment): [number, number, number, number][] => {
      if (segment.length === 1) return []
      const { line, column } = originalPositionFor(before, { line: segment[2] + 1, column: segment[3] })
      return line === null || column === null ? [] : [[segment[0], 0, line - 1, column]]
    }),
  )
}

function placesOf(mappings: SourceMapMappings): Pick<TransformedFile, 'mappings' | 'lines'> {
  const lines = mappings.map((segments) => {
    const [first = 0, ...others] = new Set(
      segments.flatMap(([, , line]) => (line === undefined ? [] : line + 1)),
    )
    return others.length > 0 ? -1 : first
  })
  return { mappings: encodeMappings(mappings), lines }
}
