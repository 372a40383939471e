import { SourceSyntaxError } from '../source-position.js'

/** The exports of a module. */
export type Namespace = Record<string, unknown>

/** Exports a value, such as that of a CommonJS module or a JSON file, with its properties as names. */
export function exportValue(exports: Namespace, value: unknown): void {
  exports['default'] = value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  for (const [name, item] of Object.entries(value)) if (name !== 'default') exports[name] = item
  // The default export of a compiled module.
  if ('__esModule' in value && 'default' in value) exports['default'] = value.default
}

/** `export * from`: own names win. Returns whether names were added. */
export function exportAll(exports: Namespace, namespace: Namespace): boolean {
  const before = Object.keys(exports).length
  for (const name of Object.keys(namespace)) {
    if (name === 'default' || Object.hasOwn(exports, name)) continue
    Object.defineProperty(exports, name, {
      enumerable: true,
      configurable: true,
      get: () => namespace[name],
    })
  }
  return Object.keys(exports).length > before
}

/**
 * Refuses an import of a function that this package does not have, as Node.js does: a call in a callback would fail only
 * after a run. A capital begins the name of a type, which may be exported again without `type`.
 */
export function checkNames(
  namespace: Namespace,
  names: readonly string[],
  { specifier, path, source }: { readonly specifier: string; readonly path: string; readonly source: string },
): void {
  const missing = names.find((name) => !(name in namespace) && /^[a-z]/.test(name))
  if (missing === undefined) return
  const line = source.split('\n').findIndex((text) => new RegExp(`\\b${missing}\\b`).test(text)) + 1
  const hint =
    missing === 'expect'
      ? 'The callback of a test gets it: test(title, options, ({ expect }) => { … }).'
      : `It exports: ${Object.keys(namespace).join(', ')}.`
  throw new SourceSyntaxError(`${specifier} does not export '${missing}'. ${hint}`, {
    file: path,
    line,
    column: 1,
  })
}

/** The names that a CommonJS package sets at run time are only found on its default export. */
export function withNames(namespace: Namespace, names: readonly string[]): Namespace {
  const missing = names.filter((name) => !(name in namespace))
  if (missing.length === 0) return namespace
  const { default: value } = namespace
  const inner = typeof value === 'object' || typeof value === 'function' ? value : null
  if (inner !== null && missing.every((name) => name in inner)) {
    return new Proxy(namespace, {
      get: (target, name) => (name in target ? target[name as string] : (inner as Namespace)[name as string]),
      has: (target, name) => name in target || name in inner,
    })
  }
  return namespace
}

/** The default export, also of a module that another compiler has turned into CommonJS. */
export function defaultExport(module: Readonly<Record<string, unknown>>): unknown {
  const { default: exported } = module
  const isCompiled = typeof exported === 'object' && exported !== null && '__esModule' in exported
  return isCompiled && 'default' in exported ? exported.default : exported
}
