import type { ScriptProblem } from './script-problem.js'
import type { Data } from '../../model/data.js'
import type { ReadVars } from './data-rows.js'
import { isSecret, revealSecret, type Secret } from '../../model/secrets.js'

export type ScriptVars = Readonly<Record<string, unknown>>

/** Objects may be rows of a file. */
type RowData<Value> = Exclude<Value, undefined> extends object ? Data : never

/** The vars of a script's module: secrets are allowed for strings. For an unknown module, any vars. */
export type VarsFor<Module> = Module extends {
  readonly default: (client: never, vars: infer Vars) => unknown
}
  ? unknown extends Vars
    ? ScriptVars
    : {
        readonly [Name in keyof Vars]:
          Vars[Name] | (string extends Vars[Name] ? Secret : never) | RowData<Vars[Name]>
      }
  : ScriptVars

const writableHint =
  'A var can be a string, a finite number, a boolean, null, or an array or plain object of them.'
const secretHint =
  'Loadero stores scripts in clear text. Let the script fetch a short-lived value, or allow it with `allowSecrets: true` beside `vars`.'

/** Finds vars that cannot be written into the script's text, and secrets that must not be. */
export function checkVars(vars: ScriptVars, allowSecrets: boolean): readonly ScriptProblem[] {
  return Object.entries(vars).flatMap(([name, value]): readonly ScriptProblem[] => {
    const path = `script.vars.${name}`
    if (name === '__proto__' || !isWritable(value)) {
      return [
        {
          code: 'unwritable-var',
          message: value === undefined ? `${path} is undefined` : `${path} cannot be written into the script`,
          hint: writableHint,
        },
      ]
    }
    return (allowSecrets ? [] : secretPaths(value, path)).map((secretPath) => ({
      code: 'secret-var',
      message: `${secretPath} is a secret, but vars are written into the script in clear text`,
      hint: secretHint,
    }))
  })
}

/**
 * The vars as a JavaScript expression in one line. It takes the row of a participant by its number over the whole test,
 * which `client` has here and at Loadero.
 */
export function writeVars({ shared, perParticipant }: ReadVars, client: string): string {
  // Secrets are revealed first, because their `toJSON` hides them.
  const written = JSON.stringify(reveal(shared))
  const rows = Object.entries(perParticipant).map(([name, { path, rows: all }]) => {
    const message = JSON.stringify(`${path} has no row for participant `)
    const select = `((rows, number) => { if (number in rows) return rows[number]; throw new Error(${message} + number) })`
    return `${JSON.stringify(name)}: ${select}(${JSON.stringify(reveal(all))}, ${client}.globals.participant.globalID)`
  })
  return rows.length === 0 ? written : `{ ...${written}, ${rows.join(', ')} }`
}

/** @param parents the objects that contain the value: it must not contain itself */
function isWritable(value: unknown, parents: readonly unknown[] = []): boolean {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (isSecret(value)) return typeof revealSecret(value) === 'string'
  if (parents.includes(value)) return false
  const path = [...parents, value]
  if (Array.isArray(value)) return value.every((item) => isWritable(item, path))
  // In an object literal, `__proto__` would set the prototype.
  if (!isPlain(value) || Object.hasOwn(value, '__proto__')) return false
  return Object.values(value).every((item) => isWritable(item, path))
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

function reveal(value: unknown): unknown {
  if (isSecret(value)) return revealSecret(value)
  if (Array.isArray(value)) return value.map(reveal)
  if (!isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, reveal(item)]))
}
