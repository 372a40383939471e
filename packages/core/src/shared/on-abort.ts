/** The callbacks of each signal, with a function that removes the one listener. */
const listeners = new WeakMap<AbortSignal, { callbacks: Set<() => void>; remove: () => void }>()

/**
 * Calls back once when the signal aborts, and returns a function that cancels this. All callbacks of a signal share one
 * listener: a signal of the caller can be used by any number of requests without a warning about its listeners.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => undefined
  let listener = listeners.get(signal)
  if (listener === undefined) {
    const abort = () => {
      own.remove()
      for (const call of own.callbacks) call()
    }
    const own = {
      callbacks: new Set<() => void>(),
      remove: () => {
        signal.removeEventListener('abort', abort)
        if (listeners.get(signal) === own) listeners.delete(signal)
      },
    }
    listeners.set(signal, own)
    signal.addEventListener('abort', abort, { once: true })
    listener = own
  }
  const { callbacks, remove } = listener
  // The same function can be passed twice.
  const entry = () => callback()
  callbacks.add(entry)
  return () => {
    callbacks.delete(entry)
    if (callbacks.size === 0) remove()
  }
}
