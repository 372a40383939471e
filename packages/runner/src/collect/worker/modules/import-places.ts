/** The imports that led to errors, as frames of a stack, the innermost first. */
export type ImportFrames = WeakMap<object, readonly string[]>

const maxFrames = 10

/** The frames that are shown: those of the last file that has failed with the error. */
const shown: ImportFrames = new WeakMap()

export interface ImportPlace {
  readonly file: string
  /** Its stack contains the import. */
  readonly site: Error
}

/** Remembers an import that has failed. Stacks do not contain it when the imported file was compiled or read before. */
export function rememberImport(frames: ImportFrames, error: unknown, { file, site }: ImportPlace): void {
  if (typeof error !== 'object' || error === null) return
  const known = frames.get(error) ?? []
  const [, position] = String(site.stack).split(`${file}:`)
  const [place] = /^\d+:\d+/.exec(position ?? '') ?? []
  if (place === undefined || known.length === maxFrames) return
  const frame = `    at ${file}:${place}`
  if (!known.includes(frame)) frames.set(error, [...known, frame])
}

/** Several spec files may fail with one error, such as that of a package. */
export function showImports(frames: ImportFrames, error: unknown): void {
  if (typeof error === 'object' && error !== null) shown.set(error, frames.get(error) ?? [])
}

/** The stack of an error with the imports that led to it. */
export function withImports(error: object, stack: string): string {
  const missing = (shown.get(error) ?? []).filter(
    (frame) => !stack.includes(frame.trim().slice('at '.length)),
  )
  return [stack, ...missing].join('\n')
}

/**
 * Where a package has thrown an error while it was imported, when no file of the author is on the stack.
 * @param stack without the frames of this package
 */
export function packagePlaceOf(error: object, stack: string): string | undefined {
  const [first = '', ...lines] = stack.split('\n')
  const frames = lines.filter((line) => /^\s*at .*[/\\]/.test(line) && !line.includes('node:'))
  if (!shown.has(error) || frames.some((frame) => !inPackage.test(frame))) return undefined
  // The stack of a syntax error begins with its place.
  const [, path = '', row] = inPackage.exec(first) ?? inPackage.exec(frames[0] ?? '') ?? []
  return row === undefined ? undefined : `${path.replaceAll('\\', '/')}:${row}`
}

const inPackage = /[/\\](node_modules[/\\][^()]+?):(\d+)(?::\d+)?\)?$/
