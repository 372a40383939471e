// A spec may resolve another copy of this package than the one that writes reports.
const key = Symbol.for('loadero-test.secrets')
const store = globalThis as { [key]?: Set<string> }

/** Keeps a value that must not be shown, from the moment that somebody marks it. */
export function rememberSecret(value: string): void {
  // In JavaScript, what a variable that is not set holds may come here; there is nothing to hide in it.
  if (typeof value !== 'string') return
  store[key] = (store[key] ?? new Set()).add(value)
}

/** All values that were marked in this process so far. */
export function knownSecrets(): ReadonlySet<string> {
  return store[key] ?? new Set()
}
