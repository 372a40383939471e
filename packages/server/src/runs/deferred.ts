/** A promise with the functions that resolve and reject it, as `Promise.withResolvers` of Node 22. */
export function createDeferred<T>() {
  let resolve!: (value: T) => void
  let reject!: (reason: unknown) => void
  const promise = new Promise<T>((...functions) => ([resolve, reject] = functions))
  return { promise, resolve, reject }
}
