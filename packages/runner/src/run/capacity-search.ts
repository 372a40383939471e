/** What a run at a level showed. `overloaded`: the machine of the participants was the limit, not the app. */
export interface Observation {
  readonly level: number
  readonly outcome: 'held' | 'broke' | 'overloaded' | 'refused'
}

/** Where a search begins, and what it must not exceed. */
export interface SearchRange {
  readonly start: number
  readonly max: number
  /** Up to this level, the next one may be more than double. Default: `max`. */
  readonly reach?: number
}

/** How a search ended. */
export interface SearchEnd {
  readonly kind: 'end'
  /** The largest level that held; undefined when none did. */
  readonly held: number | undefined
  /** The smallest level above it that did not; undefined when the search met its own limit. */
  readonly broke: number | undefined
  /** `app`: a gate broke. `machine`: the load generator was overloaded. `max`: the range ended. */
  readonly limitedBy: 'app' | 'machine' | 'max' | 'refused'
}

export type SearchStep = { readonly kind: 'run'; readonly level: number } | SearchEnd

/** How much larger than the largest level that held the next one may be. */
const maxGrowth = 8

/**
 * The next run of a search, or its end. Until a level breaks, the next one is half way to the reach of the range, but at
 * least double and at most eight times the largest that held. Then the search halves the interval. The level
 * that broke is repeated, because one run may be an accident; so is the level that held, unless another one held at most
 * an eighth below it. Levels whose runs disagree are run a third time, and the majority counts. All depends on the
 * observations alone, so that an interrupted search goes on where it was.
 */
export function nextStep(
  observations: readonly Observation[],
  { start, max, reach = max }: SearchRange,
): SearchStep {
  const levels = new Map<number, { held: number; broke: number; limit?: 'machine' | 'refused' }>()
  for (const { level, outcome } of observations) {
    const known = levels.get(level) ?? { held: 0, broke: 0 }
    if (outcome === 'held' || outcome === 'broke') known[outcome]++
    else known.limit = outcome === 'refused' ? 'refused' : 'machine'
    levels.set(level, known)
  }
  const tied = [...levels].find(([, { held, broke, limit }]) => limit === undefined && held === broke)
  if (tied) return { kind: 'run', level: tied[0] }
  const stateOf = ({ held, broke, limit }: { held: number; broke: number; limit?: 'machine' | 'refused' }) =>
    limit ?? (held > broke ? 'held' : 'broke')
  const notHeld = [...levels].filter(([, counts]) => stateOf(counts) !== 'held')
  const upper = notHeld.length === 0 ? undefined : Math.min(...notHeld.map(([level]) => level))
  const heldLevels = [...levels]
    .filter(([level, counts]) => stateOf(counts) === 'held' && (upper === undefined || level < upper))
    .map(([level]) => level)
  const lower = heldLevels.length === 0 ? undefined : Math.max(...heldLevels)
  if (upper === undefined) {
    if (lower === undefined) return { kind: 'run', level: Math.min(start, max) }
    const halfWay = Math.floor((lower + reach) / 2)
    const larger = Math.max(lower * 2, Math.min(lower * maxGrowth, halfWay))
    if (lower < max) return { kind: 'run', level: Math.min(max, larger) }
  } else {
    const floor = lower ?? 0
    // How far apart the two levels of a result may be.
    const resolution = Math.max(1, Math.round(floor / 20))
    if (upper - floor > resolution) return { kind: 'run', level: Math.floor((floor + upper) / 2) }
  }
  const atUpper = upper === undefined ? undefined : levels.get(upper)
  if (upper !== undefined && atUpper && atUpper.limit === undefined && atUpper.held + atUpper.broke < 2)
    return { kind: 'run', level: upper }
  const atLower = lower === undefined ? undefined : levels.get(lower)
  if (lower !== undefined && atLower && atLower.held + atLower.broke < 2) {
    const isSupported = heldLevels.some((level) => level < lower && level >= (lower * 7) / 8)
    if (!isSupported) return { kind: 'run', level: lower }
  }
  return {
    kind: 'end',
    held: lower,
    broke: upper,
    limitedBy: upper === undefined ? 'max' : (atUpper?.limit ?? 'app'),
  }
}

/** The most that a search can cost, if no run contradicts an earlier one of its level. */
export interface SearchCost {
  readonly runs: number
  readonly computeUnits: number
}

/** Limits beyond which only some of the possible limits of the app are tried. */
const maxTried = 2_000

/** @param costOf the compute units of a run at a level */
export function maxSearchCost(
  range: SearchRange,
  costOf: (level: number) => number,
  observed: readonly Observation[] = [],
): SearchCost {
  let [runs, computeUnits] = [0, 0]
  const step = Math.max(1, Math.floor(range.max / maxTried))
  for (let limit = range.max; limit >= 0; limit -= step) {
    const observations = [...observed]
    let cost = 0
    for (
      let next = nextStep(observations, range);
      next.kind === 'run';
      next = nextStep(observations, range)
    ) {
      cost += costOf(next.level)
      observations.push({ level: next.level, outcome: next.level <= limit ? 'held' : 'broke' })
    }
    runs = Math.max(runs, observations.length - observed.length)
    computeUnits = Math.max(computeUnits, cost)
  }
  return { runs, computeUnits }
}
