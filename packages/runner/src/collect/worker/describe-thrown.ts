import { fileURLToPath } from 'node:url'
import { packageFolder } from '../../model/wire/package-folder.js'
import type { ThrownError } from '../../model/thrown-error.js'
import { packagePlaceOf, withImports } from './modules/import-places.js'
import { sourcePositionOf } from './source-position.js'

const maxCauses = 10
const maxDepth = 5

/** Reads everything that a report shows of a thrown value. Never throws, even if a getter of the value does. */
export async function describeThrown(
  thrown: unknown,
  parents: readonly unknown[] = [],
): Promise<ThrownError> {
  try {
    if (!isErrorLike(thrown)) {
      const { inspect } = await import('node:util')
      const text = typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 3 })
      return { message: text === '' ? "'' was thrown" : text, stack: '', isAssertion: false, causes: [] }
    }
    const path = [...parents, thrown]
    const causes = path.length > maxDepth ? [] : causesOf(thrown).filter((cause) => !path.includes(cause))
    const position = sourcePositionOf(thrown)
    const stack = authorStack(typeof thrown.stack === 'string' ? thrown.stack : '')
    const place = packagePlaceOf(thrown, stack)
    const hint =
      typeof thrown.hint === 'string' ? thrown.hint : place && `A package has thrown it, in ${place}.`
    return {
      name: typeof thrown.name === 'string' ? thrown.name : 'Error',
      message: messageOf(thrown),
      stack: plainMessage(withImports(thrown, stack)),
      isAssertion: isAssertionError(thrown),
      ...(await comparisonOf(thrown)),
      ...(typeof thrown.code === 'string' && { code: thrown.code }),
      ...(hint !== undefined && { hint }),
      ...(position && { position }),
      causes: await Promise.all(causes.map((cause) => describeThrown(cause, path))),
    }
  } catch {
    return { message: 'an error that cannot be read', stack: '', isAssertion: false, causes: [] }
  }
}

/** The place of a missing import is that of the error, unless a package has it. */
function messageOf({ message, code }: ErrorLike): string {
  const text = plainMessage(String(message))
  return code === 'ERR_MODULE_NOT_FOUND'
    ? text.replace(/ imported from (?!.*[/\\]node_modules[/\\]).+$/, '')
    : text
}

interface ErrorLike {
  readonly name?: unknown
  readonly message: unknown
  readonly stack?: unknown
  readonly cause?: unknown
  readonly errors?: unknown
  readonly code?: unknown
  readonly hint?: unknown
  readonly actual?: unknown
  readonly expected?: unknown
  readonly showDiff?: unknown
}

/** Errors of another realm, such as of `node:vm`, are not instances of `Error`. */
function isErrorLike(value: unknown): value is ErrorLike {
  return (
    value instanceof Error ||
    (typeof value === 'object' && value !== null && 'message' in value && 'stack' in value)
  )
}

function isAssertionError({ name, code }: ErrorLike): boolean {
  return name === 'AssertionError' || code === 'ERR_ASSERTION' || name === 'JestAssertionError'
}

function causesOf({ cause, errors }: ErrorLike): readonly unknown[] {
  const parts: readonly unknown[] = Array.isArray(errors) ? (errors as unknown[]) : []
  return [...(cause === undefined ? [] : [cause]), ...parts].slice(0, maxCauses)
}

/** The values and their difference, as Vitest shows them. */
async function comparisonOf(error: ErrorLike): Promise<Pick<ThrownError, 'expected' | 'actual' | 'diff'>> {
  if (!isAssertionError(error) || !('expected' in error) || !('actual' in error)) return {}
  const [{ processError }, { stripVTControlCharacters }] = await Promise.all([
    import('@vitest/utils/error'),
    import('node:util'),
  ])
  // It writes to what it gets, and the error may be frozen.
  const copy = { message: '', expected: error.expected, actual: error.actual, showDiff: error.showDiff }
  const { diff, expected, actual } = processError(copy) as Readonly<Record<string, unknown>>
  const textOf = (value: unknown) => (typeof value === 'string' ? stripVTControlCharacters(value) : undefined)
  const [diffText, expectedText, actualText] = [textOf(diff), textOf(expected), textOf(actual)]
  return {
    ...(expectedText !== undefined && { expected: expectedText }),
    ...(actualText !== undefined && { actual: actualText }),
    ...(diffText !== undefined && diffText !== '' && { diff: diffText }),
  }
}

const ownUrl = packageFolder.href
const ownFolder = fileURLToPath(packageFolder)

/** Without the frames of this package, which can be near the author's project. */
export function authorStack(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !/^\s+at /.test(line) || !(line.includes(ownFolder) || line.includes(ownUrl)))
    .join('\n')
}

/** Without the names that the compiler gives to imports: `(0, __vite_ssr_import_0__.call)` → `call`. */
function plainMessage(text: string): string {
  return text
    .replaceAll(/\(0 ?, ?__vite_ssr_import_\d+__\.([\w$]+)\)/g, '$1')
    .replaceAll(/__vite_ssr_import_\d+__\.default\b/g, 'default')
    .replaceAll('__vite_ssr_export_default__', 'default')
    .replaceAll(/__vite_ssr_(?:import_\d+__\.|export_)/g, '')
}
