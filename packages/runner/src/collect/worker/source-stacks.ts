import { decodedMappings, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'

interface SourceMappings {
  /** Encoded as in a source map. */
  readonly mappings: string
  /** The line of the source that each line of the code comes from. 0: from none, -1: from several. */
  readonly lines: readonly number[]
}

/** The mappings of compiled files. They are decoded when a stack is read. */
const maps = new Map<string, SourceMappings & { decoded?: TraceMap }>()

// The code of authors may replace built-in functions.
// oxlint-disable-next-line typescript/unbound-method -- it is called with an error as `this`
const describeError = Function.prototype.call.bind(Error.prototype.toString) as (error: unknown) => string

/** Remembers where the lines of a compiled file come from. */
export function rememberMappings(path: string, mappings: SourceMappings): void {
  maps.set(path, mappings)
}

/** The author's line of a line of compiled code. */
export function sourceLineOf(path: string, line: number): number | undefined {
  const known = maps.get(path)?.lines[line - 1]
  if (known !== -1) return known === 0 ? undefined : known
  // The first columns of the line may come from no source.
  const [, , sourceLine] =
    decodedMappings(mapOf(path) as TraceMap)[line - 1]?.find(({ length }) => length > 1) ?? []
  return sourceLine === undefined ? undefined : sourceLine + 1
}

/**
 * An `Error.prepareStackTrace` that shows the lines and columns of the author. The source maps of Node.js do the same,
 * but read the map of each file when it is compiled.
 */
export function prepareStackTrace(error: unknown, sites: readonly NodeJS.CallSite[]): string {
  let stack: string
  try {
    stack = describeError(error)
  } catch {
    stack = '<error>'
  }
  for (let index = 0; index < sites.length; index++) {
    const site = sites[index]
    if (site) stack += `\n    at ${frameOf(site)}`
  }
  return stack
}

/**
 * An `Error.prepareStackTrace` for the place of a declaration: only the lines of frames, which are faster to read.
 * Frames of the function around a module come from no line.
 */
export function prepareDeclarationStack(_error: unknown, sites: readonly NodeJS.CallSite[]): string {
  let stack = ''
  for (let index = 0; index < sites.length; index++) {
    const site = sites[index] as NodeJS.CallSite
    const file = site.getFileName()
    if (typeof file !== 'string' || file.startsWith('node:')) continue
    const line = site.getLineNumber() ?? 0
    const known = maps.get(file)
    const source = known ? (known.lines[line - 1] ?? 0) : line
    const place = source === -1 ? placeOf(mapOf(file), site)?.line : source
    if (place) stack += `\n    at ${file}:${place}:1`
  }
  return stack
}

function placeOf(map: TraceMap | undefined, site: NodeJS.CallSite) {
  const [line, column] = [site.getLineNumber(), site.getColumnNumber()]
  return map && line !== null && column !== null
    ? originalPositionFor(map, { line, column: column - 1 })
    : undefined
}

function frameOf(site: NodeJS.CallSite): string {
  // oxlint-disable-next-line typescript/no-base-to-string -- V8 writes the frame
  const frame = site.toString()
  try {
    // Code of `eval` has no file, but a place where it was called.
    if (site.isEval())
      return frame.replaceAll(/\(([^()]+):(\d+):(\d+)\)/g, (all, file: string, line, column) => {
        const map = mapOf(file)
        const place = map && originalPositionFor(map, { line: Number(line), column: Number(column) - 1 })
        return place?.line == null ? all : `(${file}:${place.line}:${place.column + 1})`
      })
    const file = site.getFileName()
    const place = file === null ? undefined : placeOf(mapOf(file), site)
    if (place?.line == null) return frame
    return frame.replace(
      `${file}:${site.getLineNumber()}:${site.getColumnNumber()}`,
      () => `${file}:${place.line}:${place.column + 1}`,
    )
  } catch {
    return frame
  }
}

function mapOf(file: string): TraceMap | undefined {
  const known = maps.get(file)
  if (known) known.decoded ??= new TraceMap({ version: 3, names: [], sources: [], mappings: known.mappings })
  return known?.decoded
}
