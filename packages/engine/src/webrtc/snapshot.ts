/** One entry of `getStats()`; what a browser puts into it is for `streams.ts` to check. */
export type Report = Readonly<Record<string, unknown>>

/** What a peer connection said of itself at one moment. */
export interface Snapshot {
  /** Unique among all connections of the participant. */
  readonly connection: string
  /** Unix milliseconds. */
  readonly at: number
  readonly state: string
  readonly reports: readonly Report[]
}

/** What `page/peer-connections.js` sends; undefined when it is not that, since the page itself can send, too. */
export function parseSnapshot(payload: string): Snapshot | undefined {
  const { connection, at, state, reports } = parseObject(payload)
  if (typeof connection !== 'string' || typeof at !== 'number' || !Array.isArray(reports)) return undefined
  return { connection, at, state: String(state), reports: reports.filter(isObject) }
}

function parseObject(text: string): Report {
  try {
    const parsed: unknown = JSON.parse(text)
    return isObject(parsed) ? parsed : {}
  } catch {
    return {}
  }
}

function isObject(value: unknown): value is Report {
  return typeof value === 'object' && value !== null
}
