/** What a grid offers, by its status. */
export interface GridCapabilities {
  /** Sessions with Chrome at a time; undefined where the grid does not say. */
  readonly capacity: number | undefined
  /** Whether the downloads of its browsers can be fetched. */
  readonly downloads: boolean
}

/** The part of a node's status that is read here. */
interface GridNode {
  readonly availability?: string
  readonly maxSessions?: number
  readonly slots?: readonly { readonly stereotype?: Readonly<Record<string, unknown>> }[]
}

/** Reads the `value` of a response to `/status`, in the form of Selenium 4; a plain driver has no nodes. */
export function gridCapabilitiesOf(status: unknown): GridCapabilities {
  const { nodes } = (status ?? {}) as { readonly nodes?: readonly GridNode[] }
  if (!Array.isArray(nodes)) return { capacity: undefined, downloads: false }
  const chromeNodes = (nodes as readonly GridNode[])
    .filter(({ availability = 'UP' }) => availability === 'UP')
    .map(({ slots = [], maxSessions = slots.length }) => ({
      maxSessions,
      stereotypes: slots.flatMap(({ stereotype }) =>
        stereotype?.['browserName'] === 'chrome' ? [stereotype] : [],
      ),
    }))
  return {
    capacity: chromeNodes.reduce(
      (sum, { stereotypes, maxSessions }) => sum + Math.min(stereotypes.length, maxSessions),
      0,
    ),
    downloads: chromeNodes.every(({ stereotypes }) =>
      stereotypes.every((stereotype) => stereotype['se:downloadsEnabled'] === true),
    ),
  }
}
