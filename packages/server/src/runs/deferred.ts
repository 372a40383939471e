/** A promise with the functions that resolve and reject it, as `Promise.withResolvers` of Node 22. */
export interface DeferredPromise<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (reason: unknown) => void
}

export function createDeferred<T>(): DeferredPromise<T> {
  let resolve!: DeferredPromise<T>['resolve']
  let reject!: DeferredPromise<T>['reject']
  const promise = new Promise<T>((...functions) => ([resolve, reject] = functions))
  return { promise, resolve, reject }
}
