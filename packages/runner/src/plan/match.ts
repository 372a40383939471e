/** The wanted items, each with the current item that becomes it, and the remaining current items. */
export interface MatchResult<W, H> {
  /** In the order of the wanted items. */
  readonly pairs: readonly (readonly [want: W, have: H | undefined])[]
  readonly left: readonly H[]
}

/**
 * Pairs items by one key after the other. Several items with the same key are paired in their order.
 * @param plain turns a current item into the form of a wanted one
 */
export function matchByKeys<W, H>(
  wanted: readonly W[],
  current: readonly H[],
  plain: (have: H) => W,
  keys: readonly ((item: W) => string)[],
): MatchResult<W, H> {
  let pairs: MatchResult<W, H>['pairs'] = wanted.map((want) => [want, undefined])
  let left = current
  for (const key of keys) {
    const byKey = new Map<string, H[]>()
    for (const have of left) {
      const same = byKey.get(key(plain(have)))
      if (same) same.push(have)
      else byKey.set(key(plain(have)), [have])
    }
    pairs = pairs.map(([want, have]) => [want, have ?? byKey.get(key(want))?.shift()])
    left = [...byKey.values()].flat()
  }
  return { pairs, left }
}

/** Costs in requests. */
export interface MatchCosts<W, H> {
  readonly change: (want: W, have: H) => number
  /** Of creating the wanted item and deleting the current one. */
  readonly replace: (want: W) => number
  /** Whether both have the same name for a person. Of pairs with equal costs, such a pair is preferred. */
  readonly isAlike: (want: W, have: H) => boolean
}

/** Pairs the remaining items, cheapest first, where a change costs less than a replacement. */
export function matchByCost<W, H>(
  { pairs, left }: MatchResult<W, H>,
  costs: MatchCosts<W, H>,
): MatchResult<W, H> {
  const open = pairs.flatMap(([want, have], index) => (have === undefined ? [{ want, index }] : []))
  const offers = open
    .flatMap(({ want, index }) => {
      const maxCost = costs.replace(want)
      return left
        .map((have) => ({ index, have, cost: costs.change(want, have), other: !costs.isAlike(want, have) }))
        .filter(({ cost }) => cost < maxCost)
    })
    .toSorted((a, b) => a.cost - b.cost || Number(a.other) - Number(b.other))
  const found = new Map<number, H>()
  const matched = new Set<H>()
  for (const { index, have } of offers) {
    if (found.has(index) || matched.has(have)) continue
    found.set(index, have)
    matched.add(have)
  }
  return {
    pairs: pairs.map(([want, have], index) => [want, have ?? found.get(index)]),
    left: left.filter((have) => !matched.has(have)),
  }
}
