import { LoaderoClient } from '@loadero-test/core'
import type { Config } from '../config/config.js'
import type { Environment } from '../options/environment.js'
import { createServiceClient } from './create-client.js'
import { tokenVariable } from '../options/options.js'

/** A connection for commands that read and write tests but launch no runs. */
export interface RemoteClient {
  readonly connect: () => Promise<LoaderoClient>
  readonly close: () => Promise<void>
  /** Names the target on the first line of the console. */
  readonly description: string
}

/** Connects to the service, or to an empty local Loadero in this process, which keeps nothing. */
export function createRemoteClient(config: Config, env: Environment): RemoteClient {
  const { target, requestsPerSecond } = config
  const closers: (() => Promise<void>)[] = []
  const open = async (): Promise<LoaderoClient> => {
    if (target.kind === 'service') {
      const alsoAllow = clientExtraValues(config)
      return createServiceClient(target, { alsoAllow, rateLimit: requestsPerSecond })
    }
    const { createApp, idleEngine } = await import('@loadero-test/server')
    const app = createApp({ engine: idleEngine() })
    closers.push(() => app.close())
    const address = { projectId: 1, accessToken: 'local', apiBase: 'http://loadero.local/v2/' }
    return new LoaderoClient({ ...address, fetch: app, rateLimit: Infinity })
  }
  const reason = env[tokenVariable] ? '' : ` (no ${tokenVariable})`
  return {
    connect: async () => {
      const client = await open()
      closers.unshift(() => client.close())
      return client
    },
    close: async () => {
      for (const close of closers) await close()
    },
    description:
      target.kind === 'service'
        ? `project ${target.projectId} at ${target.apiBase}`
        : `empty local Loadero, which keeps nothing after this command${reason}`,
  }
}

/** Extra values under the client's names. */
export function clientExtraValues({ settings: { extraValues = {} } }: Config) {
  const { metric, computeUnit, audioFeed, videoFeed, ...rest } = extraValues
  const named = {
    ...rest,
    metric_path: metric,
    compute_unit: computeUnit,
    audio_feed: audioFeed,
    video_feed: videoFeed,
  }
  return Object.fromEntries(Object.entries(named).filter(([, values]) => values !== undefined))
}
