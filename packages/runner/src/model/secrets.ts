import { inspect } from 'node:util'

// A spec file may load another copy of this package than the runner, so both symbols are global.
const reveal = Symbol.for('loadero-test.secret')
const storeKey = Symbol.for('loadero-test.secrets')
const store = globalThis as { [storeKey]?: Set<string> }

/** A value that must not appear in clear text. Printed, it shows `***`. */
export interface Secret {
  /** Returns the value in clear text. For loadero-test only. */
  readonly [reveal]: () => string
}

/**
 * Marks a value as secret. Every report and every line of output shows `***` in its place.
 * Loadero stores scripts in clear text, so a secret among the `vars` of a script is an error, unless you allow it with
 * `allowSecrets: true`.
 * @example const password = secret(process.env.SHOP_PASSWORD ?? '')
 */
export function secret(value: string): Secret {
  rememberSecret(value)
  const show = () => '***'
  return Object.freeze({ [reveal]: () => value, toJSON: show, toString: show, [inspect.custom]: show })
}

/** Whether a value was created by `secret()`. */
export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && reveal in value
}

/** The value in clear text. Only the text of a script may use it. */
export function revealSecret(marked: Secret): string {
  return marked[reveal]()
}

/** Adds a value to the known secrets. */
export function rememberSecret(value: string): void {
  // JavaScript may pass an environment variable that is not set.
  if (typeof value !== 'string') return
  store[storeKey] = (store[storeKey] ?? new Set()).add(value)
}

/** Calls a function with each value that is marked as secret for the first time in this thread, at once. */
export function onSecret(listener: (value: string) => void): void {
  class ReportingSet extends Set<string> {
    override add(value: string): this {
      if (!this.has(value)) listener(value)
      return super.add(value)
    }
  }
  store[storeKey] = new ReportingSet(knownSecrets())
}

/** All values that were marked as secret in this thread, and in the threads that it started. */
export function knownSecrets(): ReadonlySet<string> {
  return store[storeKey] ?? new Set()
}
