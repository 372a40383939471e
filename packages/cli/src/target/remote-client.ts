import { LoaderoClient } from '@loadero-test/core'
import type { Config, Environment } from '../config/config.js'
import { tokenVariable } from '../options/options.js'

/** A connection for commands that only read and write tests, and play none. */
export interface RemoteClient {
  readonly connect: () => Promise<LoaderoClient>
  readonly close: () => Promise<void>
  /** Where it leads, for the first line. */
  readonly words: string
}

/** Connects to the service, or to a local Loadero of this process alone, which begins empty and keeps nothing. */
export function remoteClient(config: Config, env: Environment): RemoteClient {
  const { target, requestsPerSecond } = config
  const closers: (() => Promise<void>)[] = []
  const open = (): Promise<LoaderoClient> | LoaderoClient => {
    if (target.kind !== 'service') return emptyLoadero(closers)
    return new LoaderoClient({ ...target, alsoAllow: alsoAllowed(config), rateLimit: requestsPerSecond })
  }
  const why = env[tokenVariable] ? '' : ` (no ${tokenVariable})`
  return {
    connect: async () => {
      const client = await open()
      closers.unshift(() => client.close())
      return client
    },
    close: async () => {
      for (const close of closers) await close()
    },
    words:
      target.kind === 'service'
        ? `project ${target.projectId} at ${target.apiBase}`
        : `local Loadero, which is empty and keeps nothing beyond this command${why}`,
  }
}

async function emptyLoadero(closers: (() => Promise<void>)[]): Promise<LoaderoClient> {
  const { createApp, idleEngine } = await import('@loadero-test/server')
  const app = createApp({ engine: idleEngine() })
  closers.push(() => app.close())
  const address = { projectId: 1, accessToken: 'local', apiBase: 'http://loadero.local/v2/' }
  return new LoaderoClient({ ...address, fetch: app, rateLimit: Infinity })
}

/** The client's names for what a configuration file calls otherwise. */
export function alsoAllowed({ settings: { extraValues = {} } }: Config) {
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
