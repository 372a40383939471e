/** The callbacks of each signal, with a function that removes the one listener. */
const listeners = new WeakMap<AbortSignal, { callbacks: Set<() => void>; remove: () => void }>()

/**
 * Calls back once when the signal aborts, and returns a function that cancels this. All callbacks of a signal share one
 * listener: a signal of the caller can be used by any number of requests without a warning about its listeners.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => undefined
  const { callbacks, remove } = listeners.get(signal) ?? listen(signal)
  // The same function can be passed twice.
  const entry = () => callback()
  callbacks.add(entry)
  return () => {
    callbacks.delete(entry)
    if (callbacks.size === 0) remove()
  }
}

function listen(signal: AbortSignal) {
  const callbacks = new Set<() => void>()
  const abort = () => {
    remove()
    for (const callback of callbacks) callback()
  }
  const remove = () => {
    signal.removeEventListener('abort', abort)
    if (listeners.get(signal) === listener) listeners.delete(signal)
  }
  const listener = { callbacks, remove }
  listeners.set(signal, listener)
  signal.addEventListener('abort', abort, { once: true })
  return listener
}
