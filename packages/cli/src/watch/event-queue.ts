/** First in, first out, for one consumer; `take` waits for the next item. */
export interface EventQueue<T> {
  put(item: T): void
  take(): Promise<T>
}

export function createEventQueue<T>(): EventQueue<T> {
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
