import type { Namespace } from './namespace.js'

/** An import of names, some of which the imported module does not have. */
export interface IncompleteImport {
  readonly namespace: Namespace
  readonly names: readonly string[]
  readonly specifier: string
  /** The compiled code of the importer. */
  readonly code: string
}

/**
 * The error of Node.js for a name that a module does not export. A name that the importer only exports again may be a
 * type.
 */
export async function missingNameError({
  namespace,
  names,
  specifier,
  code,
}: IncompleteImport): Promise<Error | undefined> {
  const variables = [
    ...code.matchAll(/const (__vite_ssr_import_\d+__) = await __vite_ssr_import__\("(.*?)"/g),
  ]
    .filter(([, , imported]) => imported === specifier)
    .map(([, variable = '']) => variable)
  const used =
    variables.length === 0
      ? ''
      : code.replaceAll(/get\(\) \{\s*return __vite_ssr_import_\d+__\.[\w$]+;\s*\}/g, '')
  const missing = names.find(
    (name) =>
      !(name in namespace) &&
      variables.some((variable) =>
        used
          .split(`${variable}.${name}`)
          .slice(1)
          .some((rest) => !/^[\w$]/.test(rest)),
      ),
  )
  if (missing === undefined) return undefined
  const { similarTo } = await import('@loadero-test/core/internal')
  const [similar] = similarTo(missing, Object.keys(namespace))
  return Object.assign(
    new SyntaxError(`The requested module '${specifier}' does not provide an export named '${missing}'`),
    similar === undefined ? {} : { hint: `Did you mean '${similar}'?` },
  )
}
