import type { ExchangeDifference } from './compare-exchange.js'
import { type CountedDifference, formatDifference } from './format-difference.js'

/** Counts how many exchanges have each difference. */
export function createDifferenceCounter(write: (text: string) => void) {
  const counted = new Map<string, CountedDifference>()
  return {
    /** Counts the differences of one exchange, and writes those that are new. */
    count: (differences: readonly ExchangeDifference[]) => {
      const byText = new Map(differences.map((difference) => [formatDifference(difference), difference]))
      for (const [text, difference] of byText) {
        const known = counted.get(text)
        counted.set(text, { ...difference, count: (known?.count ?? 0) + 1 })
        if (!known) write(`${text}\n`)
      }
    },
    all: () => [...counted.values()],
  }
}
