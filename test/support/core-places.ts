import { type Clock, type ClientOptions, LoaderoClient, systemClock, virtualClock } from '@loadero-test/core'
import { createApp, listen, type Scenario, scriptedEngine } from '@loadero-test/server'
import { onTestFinished } from 'vitest'

/** Where a client's contract is tried. */
export interface Place {
  /** May tests be made, changed and deleted? */
  readonly writes: boolean
  /** May runs be launched? They cost money where they are real. */
  readonly launches: boolean
  readonly open: (scenario?: Scenario) => Promise<Opened>
}

export interface Opened {
  readonly client: LoaderoClient
  readonly clock: Clock
  /** For a second client of the same place. */
  readonly options: ClientOptions
}

const projectId = 5040
const accessToken = 'token-that-nobody-may-see'

function local(reach: (app: ReturnType<typeof createApp>) => Promise<Partial<ClientOptions>>): Place {
  return {
    writes: true,
    launches: true,
    open: async (scenario = {}) => {
      const clock = virtualClock()
      const app = createApp({ clock, engine: scriptedEngine({ clock, scenario }), projectId, accessToken })
      onTestFinished(() => app.close())
      return opened({ projectId, accessToken, clock, rateLimit: Infinity, ...(await reach(app)) }, clock)
    },
  }
}

function opened(options: ClientOptions, clock: Clock): Opened {
  const client = new LoaderoClient(options)
  onTestFinished(() => client.close())
  return { client, clock, options }
}

const { LOADERO_PROJECT_ID, LOADERO_ACCESS_TOKEN, LOADERO_API_BASE, LOADERO_CONTRACT_WRITE } = process.env

/** Read only, unless LOADERO_CONTRACT_WRITE=1; never a launch. */
const service: Readonly<Record<string, Place>> =
  LOADERO_PROJECT_ID && LOADERO_ACCESS_TOKEN
    ? {
        'at the service': {
          writes: LOADERO_CONTRACT_WRITE === '1',
          launches: false,
          open: () =>
            Promise.resolve(
              opened(
                {
                  projectId: Number(LOADERO_PROJECT_ID),
                  accessToken: LOADERO_ACCESS_TOKEN,
                  ...(LOADERO_API_BASE && { apiBase: LOADERO_API_BASE }),
                },
                systemClock,
              ),
            ),
        },
      }
    : {}

/** The same server without a port and over a socket, and the real one where there are credentials. */
export const places: readonly (readonly [string, Place])[] = Object.entries({
  'in process': local((app) => Promise.resolve({ apiBase: 'http://loadero.test/v2/', fetch: app })),
  'on a socket': local(async (app) => {
    const listening = await listen({ app })
    onTestFinished(() => listening.close())
    return { apiBase: `${listening.url}/v2/` }
  }),
  ...service,
})
