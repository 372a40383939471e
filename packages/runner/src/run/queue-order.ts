/** What a test occupies while its run is live. */
export interface Load {
  readonly participants: number
  readonly computeUnits: number
}

/** How much may be live at a time; `Infinity` for no limit. */
export interface Limits extends Load {
  readonly runs: number
}

export interface QueuedLoad extends Load {
  /** How many smaller tests behind it have started before it. */
  readonly overtakenBy: number
}

/** This many smaller tests may start before a big test that does not fit yet. Then all wait until it fits. */
export const maxOvertakes = 8

/** Biggest first: a small test that starts late fills a gap, a big one makes the session longer. */
export function compareSize(a: Load, b: Load): number {
  return b.participants - a.participants || b.computeUnits - a.computeUnits
}

export function isWithinLimits(
  loads: readonly Load[],
  { runs, participants, computeUnits }: Limits,
): boolean {
  const sum = (key: keyof Load) => loads.reduce((total, load) => total + load[key], 0)
  return loads.length <= runs && sum('participants') <= participants && sum('computeUnits') <= computeUnits
}

/**
 * The index of the test that starts next, or `undefined` when none can.
 * @param queue in the order in which the tests would start without limits
 */
export function nextToStart(
  queue: readonly QueuedLoad[],
  live: readonly Load[],
  limits: Limits,
): number | undefined {
  // A test bigger than a limit must start at some point, and then it runs alone.
  if (live.length === 0) return queue.length > 0 ? 0 : undefined
  for (const [index, load] of queue.entries()) {
    if (isWithinLimits([...live, load], limits)) return index
    if (load.overtakenBy >= maxOvertakes) return undefined
  }
  return undefined
}
