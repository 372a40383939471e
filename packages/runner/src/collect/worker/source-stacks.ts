import { decodedMappings, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'

/** The mappings of compiled files. They are decoded when a stack is read. */
const maps = new Map<string, string | TraceMap>()

// The code of authors may replace built-in functions.
// oxlint-disable-next-line typescript/unbound-method -- it is called with an error as `this`
const describeError = Function.prototype.call.bind(Error.prototype.toString) as (error: unknown) => string

/**
 * Remembers where the lines of a compiled file come from.
 * @param mappings encoded as in a source map
 */
export function rememberMappings(path: string, mappings: string): void {
  maps.set(path, mappings)
}

/** The author's line of a line of compiled code. */
export function sourceLineOf(path: string, line: number): number | undefined {
  const map = line > 0 ? mapOf(path) : undefined
  if (!map) return undefined
  // The first columns of the line may come from no source.
  const [, , sourceLine] = decodedMappings(map)[line - 1]?.find(({ length }) => length > 1) ?? []
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
 * An `Error.prepareStackTrace` for the place of a declaration: only the places of frames, which are faster to read.
 * Frames of the function around a module have no source, and are left out.
 */
export function prepareDeclarationStack(_error: unknown, sites: readonly NodeJS.CallSite[]): string {
  let stack = ''
  for (let index = 0; index < sites.length; index++) {
    const site = sites[index]
    const file = site?.getFileName()
    const [line, column] = [site?.getLineNumber(), site?.getColumnNumber()]
    if (file == null || line == null || column == null || file.startsWith('node:')) continue
    const map = mapOf(file)
    const place = map && originalPositionFor(map, { line, column: column - 1 })
    if (place?.line === null) continue
    stack += `\n    at ${file}:${place?.line ?? line}:${place ? place.column + 1 : column}`
  }
  return stack
}

function frameOf(site: NodeJS.CallSite): string {
  // oxlint-disable-next-line typescript/no-base-to-string -- V8 writes the frame
  const frame = site.toString()
  try {
    const file = site.getFileName()
    const map = file === null ? undefined : mapOf(file)
    const [line, column] = [site.getLineNumber(), site.getColumnNumber()]
    if (!map || line === null || column === null) return frame
    const original = originalPositionFor(map, { line, column: column - 1 })
    if (original.line === null) return frame
    const place = `${file}:${line}:${column}`
    return frame.replace(place, () => `${file}:${original.line}:${original.column + 1}`)
  } catch {
    return frame
  }
}

function mapOf(file: string): TraceMap | undefined {
  const map = maps.get(file)
  if (typeof map !== 'string') return map
  const decoded = new TraceMap({ version: 3, names: [], sources: [], mappings: map })
  maps.set(file, decoded)
  return decoded
}
