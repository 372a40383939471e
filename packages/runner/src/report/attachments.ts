import type { Reason } from '../model/result.js'

export function isPicture(file: string): boolean {
  return /\.(?:png|jpe?g|gif|webp)$/i.test(file)
}

/** The files of reasons, each once, pictures first: some dashboards show only the first one. */
export function attachmentsOf(reasons: readonly Pick<Reason, 'evidence'>[]): readonly string[] {
  const files = new Set(reasons.flatMap(({ evidence }) => evidence))
  return [...files].toSorted((a, b) => Number(isPicture(b)) - Number(isPicture(a)))
}
