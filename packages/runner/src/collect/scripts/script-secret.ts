import { inspect } from 'node:util'
import { rememberSecret } from './secrets.js'

// A spec may resolve another copy of this package than the one that loads it.
const reveal = Symbol.for('loadero-test.secret')

/** A value that must not get into clear text; printed, it hides itself. */
export interface Secret {
  readonly [reveal]: () => string
}

const hidden = '[secret]'

/**
 * Marks a value that nobody else should see. Loadero stores scripts in clear text, so a script takes it only
 * with `allowSecrets: true` beside its `vars`, and every report and line shows `***` in its place.
 */
export function secret(value: string): Secret {
  rememberSecret(value)
  const show = () => hidden
  return Object.freeze({ [reveal]: () => value, toJSON: show, toString: show, [inspect.custom]: show })
}

/** Whether a value was marked by `secret()`. */
export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && reveal in value
}

/** What is in it: for the script's text alone. */
export function revealSecret(marked: Secret): string {
  return marked[reveal]()
}
