/** What is wanted, each with what is there of it, and what is there beyond that. */
export interface Matched<W, H> {
  /** In the order of what is wanted. */
  readonly pairs: readonly (readonly [want: W, have: H | undefined])[]
  readonly left: readonly H[]
}

/**
 * Pairs by one key after the other; several of one key find each other in their order.
 * @param plain what is there, as it would be wanted
 */
export function match<W, H>(
  wanted: readonly W[],
  current: readonly H[],
  plain: (have: H) => W,
  keys: readonly ((item: W) => string)[],
): Matched<W, H> {
  return keys.reduce<Matched<W, H>>((matched, key) => matchByKey(matched, (have) => key(plain(have)), key), {
    pairs: wanted.map((want) => [want, undefined]),
    left: current,
  })
}

function matchByKey<W, H>(
  { pairs, left }: Matched<W, H>,
  currentKey: (have: H) => string,
  wantedKey: (want: W) => string,
): Matched<W, H> {
  const shelves = new Map<string, H[]>()
  for (const have of left) {
    const shelf = shelves.get(currentKey(have))
    if (shelf) shelf.push(have)
    else shelves.set(currentKey(have), [have])
  }
  return {
    pairs: pairs.map(([want, have]) => [want, have ?? shelves.get(wantedKey(want))?.shift()]),
    left: [...shelves.values()].flat(),
  }
}

/** What a pair costs in requests, and what making the wanted one anew would, with taking the other away. */
export interface PlanCosts<W, H> {
  readonly change: (want: W, have: H) => number
  readonly replace: (want: W) => number
  /** What people would call the same thing; it goes before what costs as much. */
  readonly alike: (want: W, have: H) => boolean
}

/** Pairs what is left, the cheapest first, wherever a change is cheaper than a replacement. */
export function matchByCost<W, H>({ pairs, left }: Matched<W, H>, costs: PlanCosts<W, H>): Matched<W, H> {
  const open = pairs.flatMap(([want, have], index) => (have === undefined ? [{ want, index }] : []))
  const offers = open
    .flatMap(({ want, index }) => {
      const most = costs.replace(want)
      return left
        .map((have) => ({ index, have, cost: costs.change(want, have), other: !costs.alike(want, have) }))
        .filter(({ cost }) => cost < most)
    })
    .toSorted((a, b) => a.cost - b.cost || Number(a.other) - Number(b.other))
  const found = new Map<number, H>()
  const taken = new Set<H>()
  for (const { index, have } of offers) {
    if (found.has(index) || taken.has(have)) continue
    found.set(index, have)
    taken.add(have)
  }
  return {
    pairs: pairs.map(([want, have], index) => [want, have ?? found.get(index)]),
    left: left.filter((have) => !taken.has(have)),
  }
}
