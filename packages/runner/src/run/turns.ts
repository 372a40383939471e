/** What a test takes up while its run is under way. */
export interface Load {
  readonly participants: number
  readonly computeUnits: number
}

/** How much may be under way at a time; `Infinity` for no limit. */
export interface Limits extends Load {
  readonly runs: number
}

export interface Waiting extends Load {
  /** How many have gone before it that stood behind it. */
  readonly passedBy: number
}

/** A big test that finds no room is passed by so many smaller ones; then everybody waits until there is room for it. */
export const atMostPassed = 8

/** The biggest come first: late ones that are small fill gaps, late ones that are big make the session longer. */
export function bySize(a: Load, b: Load): number {
  return b.participants - a.participants || b.computeUnits - a.computeUnits
}

export function isWithin(loads: readonly Load[], { runs, participants, computeUnits }: Limits): boolean {
  return (
    loads.length <= runs &&
    sum(loads, 'participants') <= participants &&
    sum(loads, 'computeUnits') <= computeUnits
  )
}

function sum(loads: readonly Load[], key: keyof Load): number {
  return loads.reduce((total, load) => total + load[key], 0)
}

/**
 * The index of whoever goes next, if anybody can.
 * @param waiting in the order in which they would go if there were always room
 */
export function nextToGo(
  waiting: readonly Waiting[],
  underWay: readonly Load[],
  limits: Limits,
): number | undefined {
  // One that is bigger than a limit has to go some time, and then it goes alone.
  if (underWay.length === 0) return waiting.length > 0 ? 0 : undefined
  for (const [index, one] of waiting.entries()) {
    if (isWithin([...underWay, one], limits)) return index
    if (one.passedBy >= atMostPassed) return undefined
  }
  return undefined
}
