import type { ScriptProblem } from './script-problem.js'
import { isSecret, revealSecret, type Secret } from './script-secret.js'

export type ScriptVars = Readonly<Record<string, unknown>>

/** The vars that a script's module asks for, with secrets where it wants texts; any, when it is not known. */
export type VarsFor<Module> = Module extends {
  readonly default: (client: never, vars: infer Vars) => unknown
}
  ? unknown extends Vars
    ? ScriptVars
    : { readonly [Name in keyof Vars]: Vars[Name] | (string extends Vars[Name] ? Secret : never) }
  : ScriptVars

const writable =
  'Only texts, finite numbers, booleans, null, and lists and plain objects of them can be written into a script.'
const clearText =
  'Loadero stores scripts in clear text. Let the script ask the app for a short-lived value, or insist with `allowSecrets: true` beside `vars`.'

/** Vars that would not survive in the script's text, which is all that reaches the service, and secrets that must not. */
export function checkVars(vars: ScriptVars, allowSecrets: boolean): readonly ScriptProblem[] {
  return Object.entries(vars).flatMap(([name, value]): readonly ScriptProblem[] => {
    const path = `script.vars.${name}`
    if (name === '__proto__' || !isWritable(value)) {
      return [
        { code: 'unwritable-var', message: `${path} cannot be written into the script`, hint: writable },
      ]
    }
    return (allowSecrets ? [] : secretPaths(value, path)).map((found) => ({
      code: 'secret-var',
      message: `${found} is a secret, which would be written into the script`,
      hint: clearText,
    }))
  })
}

/** As an expression that the script's text may contain. */
export function writeVars(vars: ScriptVars): string {
  // Serializing asks an object for its `toJSON` first, which a secret hides behind.

  return JSON.stringify(revealed(vars))
}

/** @param above what the value is part of: it must not be part of itself */
function isWritable(value: unknown, above: readonly unknown[] = []): boolean {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (isSecret(value)) return typeof revealSecret(value) === 'string'
  if (above.includes(value)) return false
  const within = [...above, value]
  if (Array.isArray(value)) return value.every((item) => isWritable(item, within))
  // In a literal, that name would set the prototype.
  if (!isPlain(value) || Object.hasOwn(value, '__proto__')) return false
  return Object.values(value).every((item) => isWritable(item, within))
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function secretPaths(value: unknown, path: string): readonly string[] {
  if (isSecret(value)) return [path]
  if (Array.isArray(value)) return value.flatMap((item, index) => secretPaths(item, `${path}[${index}]`))
  if (!isPlain(value)) return []
  return Object.entries(value).flatMap(([name, item]) => secretPaths(item, `${path}.${name}`))
}

function revealed(value: unknown): unknown {
  if (isSecret(value)) return revealSecret(value)
  if (Array.isArray(value)) return value.map(revealed)
  if (!isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, revealed(item)]))
}
