import { type Clock, type ClientOptions, LoaderoClient, systemClock } from '@loadero-test/core'
import { virtualClock } from '@loadero-test/core/internal'
import { createApp, listen, type Scenario, scriptedEngine } from '@loadero-test/server'
import { onTestFinished } from 'vitest'

/** A server that the contract tests of the client run against. */
export interface ApiTarget {
  /** Whether tests may be created, changed and deleted. */
  readonly canWrite: boolean
  /** Whether runs may be launched. Real runs cost money. */
  readonly canLaunch: boolean
  readonly open: (scenario?: Scenario) => Promise<Connection>
}

export interface Connection {
  readonly client: LoaderoClient
  readonly clock: Clock
  /** For a second client of the same server. */
  readonly options: ClientOptions
}

const projectId = 5040
const accessToken = 'secret-token'

function localTarget(
  connect: (app: ReturnType<typeof createApp>) => Promise<Partial<ClientOptions>>,
): ApiTarget {
  return {
    canWrite: true,
    canLaunch: true,
    open: async (scenario = {}) => {
      const clock = virtualClock()
      const app = createApp({ clock, engine: scriptedEngine({ clock, scenario }), projectId, accessToken })
      onTestFinished(() => app.close())
      return connectClient(
        { projectId, accessToken, clock, rateLimit: Infinity, ...(await connect(app)) },
        clock,
      )
    },
  }
}

function connectClient(options: ClientOptions, clock: Clock): Connection {
  const client = new LoaderoClient(options)
  onTestFinished(() => client.close())
  return { client, clock, options }
}

const { LOADERO_PROJECT_ID, LOADERO_ACCESS_TOKEN, LOADERO_API_BASE, LOADERO_CONTRACT_WRITE } = process.env

/** The real service. Tests only read there, unless LOADERO_CONTRACT_WRITE=1, and never launch runs. */
const serviceTarget: Readonly<Record<string, ApiTarget>> =
  LOADERO_PROJECT_ID && LOADERO_ACCESS_TOKEN
    ? {
        'at the service': {
          canWrite: LOADERO_CONTRACT_WRITE === '1',
          canLaunch: false,
          open: () =>
            Promise.resolve(
              connectClient(
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

/** The local server in process and on a socket, and the real service if credentials are set. */
export const apiTargets: readonly (readonly [string, ApiTarget])[] = Object.entries({
  'in process': localTarget((app) => Promise.resolve({ apiBase: 'http://loadero.test/v2/', fetch: app })),
  'on a socket': localTarget(async (app) => {
    const listening = await listen({ app })
    onTestFinished(() => listening.close())
    return { apiBase: `${listening.url}/v2/` }
  }),
  ...serviceTarget,
})
