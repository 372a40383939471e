import { LoaderoClient } from '@loadero-test/core'
import { createApp, type Fault, listen, type Scenario, scriptedEngine } from '@loadero-test/server'
import { onTestFinished } from 'vitest'

export const accessToken = 'secret-token'
const projectId = 1

/** A local Loadero on a socket of this process, whose participants fare as the scenario says. */
export async function startLoadero(scenario: Scenario = {}, faults: readonly Fault[] = []) {
  const app = createApp({ engine: scriptedEngine({ scenario }), projectId, accessToken, faults })
  const requests: string[] = []
  const listening = await listen({
    app: Object.assign(
      (...[input, init]: Parameters<typeof app>) => {
        if (input instanceof Request) requests.push(`${input.method} ${new URL(input.url).pathname}`)
        return app(input, init)
      },
      { files: app.files, close: () => app.close() },
    ),
  })
  const apiBase = `${listening.url}/v2/`
  const client = new LoaderoClient({ projectId, accessToken, apiBase, rateLimit: Infinity })
  onTestFinished(async () => {
    await client.close()
    await app.close()
    await listening.close()
  })
  return {
    client,
    /** `GET /v2/projects/1/tests/` and so on, in the order of their arrival. */
    requests,
    env: {
      LOADERO_ACCESS_TOKEN: accessToken,
      LOADERO_PROJECT_ID: String(projectId),
      LOADERO_API_BASE: apiBase,
      LOADERO_REQUESTS_PER_SECOND: '1000',
      LOADERO_POLL_INTERVAL: '0.02',
    },
  }
}
