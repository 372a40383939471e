import { type Assumptions, assumptionValues, defaultAssumptions } from '../assumptions.js'
import type { BodyDifference } from './compare-bodies.js'

export interface ExplainedDifference extends BodyDifference {
  /** The assumption that removes the difference, as `name=value` for `serve --assume`. */
  readonly assumption?: string
}

/** The differences under assumptions. */
export type CompareUnder = (switches: Partial<Assumptions>) => Promise<readonly BodyDifference[]>

/** Finds the assumption that removes each difference without adding others. */
export async function explainDifferences(
  differences: readonly BodyDifference[],
  assumptions: Partial<Assumptions>,
  compare: CompareUnder,
): Promise<readonly ExplainedDifference[]> {
  const [first] = differences
  if (first === undefined) return []
  const keyOf = ({ kind, path, service }: BodyDifference) => `${kind} ${path} ${service}`
  const explained = new Map<string, string>()
  const before = new Set(differences.map(keyOf))
  const current = { ...defaultAssumptions, ...assumptions }
  const others = Object.entries(assumptionValues).flatMap(([name, values]) =>
    values
      .filter((value) => value !== current[name as keyof Assumptions])
      .map((value) => ({ assumption: `${name}=${value}`, switches: { ...assumptions, [name]: value } })),
  )
  for (const { assumption, switches } of others) {
    const after = await compare(switches)
    // Bodies of different statuses are not comparable, so they are compared under the assumption that is right.
    if (first.kind === 'status' && after[0]?.kind !== 'status') return [{ ...first, assumption }, ...after]
    const keys = new Set(after.map(keyOf))
    if ([...keys].some((key) => !before.has(key))) continue
    for (const key of before) if (!keys.has(key) && !explained.has(key)) explained.set(key, assumption)
  }
  return differences.map((difference) => {
    const assumption = explained.get(keyOf(difference))
    return { ...difference, ...(assumption !== undefined && { assumption }) }
  })
}
