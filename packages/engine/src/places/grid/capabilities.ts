/** The part of a node's status that is read here. */
interface GridNode {
  readonly availability?: string
  readonly maxSessions?: number
  readonly slots?: readonly { readonly stereotype?: Readonly<Record<string, unknown>> }[]
}

/**
 * What a grid offers, by the `value` of its response to `/status` in the form of Selenium 4: the sessions with Chrome at
 * a time, undefined for a plain driver, which has no nodes, and whether the downloads of its browsers can be fetched.
 */
export function gridCapabilitiesOf(
  status: unknown,
  wanted: Readonly<Record<string, unknown>> = {},
): { capacity: number | undefined; downloads: boolean } {
  const { nodes } = (status ?? {}) as { readonly nodes?: readonly GridNode[] }
  // A grid that starts a node for each session has none before.
  if (!Array.isArray(nodes) || nodes.length === 0) return { capacity: undefined, downloads: false }
  const chromeNodes = (nodes as readonly GridNode[])
    .filter(({ availability = 'UP' }) => availability === 'UP')
    .map(({ slots = [], maxSessions = slots.length }) => ({
      maxSessions,
      stereotypes: slots.flatMap(({ stereotype }) =>
        stereotype?.['browserName'] === 'chrome' && offers(stereotype, wanted) ? [stereotype] : [],
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

/** Whether a slot can have the requested version and platform, as far as it names them. */
function offers(
  stereotype: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): boolean {
  return ['browserVersion', 'platformName'].every((name) => {
    const [offered, required] = [stereotype[name], wanted[name]]
    if (typeof offered !== 'string' || typeof required !== 'string') return true
    const [whole, part] = [offered.toLowerCase(), required.toLowerCase()]
    return part === '' || part === 'any' || whole === part || whole.startsWith(`${part}.`)
  })
}
