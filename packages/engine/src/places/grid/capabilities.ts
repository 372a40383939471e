/** What a grid says of itself before anything is asked of it. */
export interface GridCapabilities {
  /** Sessions with Chrome at a time; undefined where it does not say. */
  readonly capacity: number | undefined
  /** Whether it hands out what its browsers download. */
  readonly downloads: boolean
}

/** As far as it is read here; a plain driver says nothing of nodes. */
interface Status {
  readonly nodes?: readonly {
    readonly availability?: string
    readonly maxSessions?: number
    readonly slots?: readonly { readonly stereotype?: Readonly<Record<string, unknown>> }[]
  }[]
}

/** Reads the `value` of an answer to `/status`, in the form of Selenium 4 or in none. */
export function gridCapabilitiesOf(status: unknown): GridCapabilities {
  const { nodes } = (status ?? {}) as Status
  if (!Array.isArray(nodes)) return { capacity: undefined, downloads: false }
  const forChrome = (nodes as NonNullable<Status['nodes']>)
    .filter(({ availability = 'UP' }) => availability === 'UP')
    .map(({ slots = [], maxSessions = slots.length }) => ({
      maxSessions,
      stereotypes: slots.flatMap(({ stereotype }) =>
        stereotype?.['browserName'] === 'chrome' ? [stereotype] : [],
      ),
    }))
  return {
    capacity: forChrome.reduce(
      (sum, { stereotypes, maxSessions }) => sum + Math.min(stereotypes.length, maxSessions),
      0,
    ),
    downloads: forChrome.every(({ stereotypes }) =>
      stereotypes.every((stereotype) => stereotype['se:downloadsEnabled'] === true),
    ),
  }
}
