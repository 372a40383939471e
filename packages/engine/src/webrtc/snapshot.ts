/** One entry of `getStats()`; what a browser puts into it is for `streams.ts` to check. */
export type ErrorReport = Readonly<Record<string, unknown>>

/** What a peer connection said of itself at one moment. */
export interface StatsSnapshot {
  /** Unique among all connections of the participant. */
  readonly connection: string
  /** Unix milliseconds. */
  readonly at: number
  readonly state: string
  readonly reports: readonly ErrorReport[]
}

/** What `page/peer-connections.js` sends; undefined when it is not that, since the page itself can send, too. */
export function parseSnapshot(payload: string): StatsSnapshot | undefined {
  const { connection, at, state, reports } = parseObject(payload)
  if (typeof connection !== 'string' || typeof at !== 'number' || !Array.isArray(reports)) return undefined
  return { connection, at, state: String(state), reports: reports.filter(isObject) }
}

function parseObject(text: string): ErrorReport {
  try {
    const parsed: unknown = JSON.parse(text)
    return isObject(parsed) ? parsed : {}
  } catch {
    return {}
  }
}

function isObject(value: unknown): value is ErrorReport {
  return typeof value === 'object' && value !== null
}
