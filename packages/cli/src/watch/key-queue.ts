/** Hands out what comes in, in its order; whoever takes waits for the next. For one taker. */
export interface KeyQueue<T> {
  put(item: T): void
  take(): Promise<T>
}

/** Starts empty. */
export function createKeyQueue<T>(): KeyQueue<T> {
  const items: T[] = []
  let waiting: ((item: T) => void) | undefined
  return {
    put: (item) => {
      const take = waiting
      waiting = undefined
      if (take) take(item)
      else items.push(item)
    },
    take: () =>
      new Promise((resolve) => {
        const item = items.shift()
        if (item === undefined) waiting = resolve
        else resolve(item)
      }),
  }
}
