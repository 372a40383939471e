import { type Clock, systemClock } from '@loadero-test/core'
import { createApp } from './app.js'
import { idleEngine } from './engines/idle-engine.js'
import { bind } from './listen.js'
import { createRecordingProxy, type ProxyOptions } from './record/recording-proxy.js'
import type { RecordingSummary } from './record/format-difference.js'
import { type ExchangeRecordingOptions, openRecording } from './record/recording.js'

export interface RunningRecording {
  /** Origin of the proxy, e.g. `http://127.0.0.1:40123`. */
  readonly url: string
  /** Closes the socket, and writes the rest of the recording. */
  readonly close: () => Promise<RecordingSummary>
}

/**
 * Starts a proxy in front of a service. It records all exchanges, and compares them with the local Loadero.
 * @throws when the port is in use, or the directory holds something that is not a recording
 */
export async function startServiceRecording(
  options: ExchangeRecordingOptions & ProxyOptions & { readonly host?: string; readonly port?: number },
): Promise<RunningRecording> {
  const recording = await openRecording(options, ({ seed, projectId, assumptions, access }) => {
    const [project] = seed.projects ?? []
    const tokens = access === 'no-scopes' ? { tokens: [{ token: 'any', scopes: [] }] } : {}
    const id = access === 'other-project' ? projectId + 1 : projectId
    const projects = [{ ...project, id, ...tokens }]
    return createApp({ engine: idleEngine(), clock: frozenClock, seed, projects, assumptions })
  })
  const proxy = createRecordingProxy(options, { write: options.write, recording })
  const { url, close } = await bind(proxy, options, options.port ?? 0)
  return {
    url,
    close: async () => {
      await close()
      return recording.finish()
    },
  }
}

/** Time does not pass, so that a launched run stays as it is until it is stopped. */
const frozenClock: Clock = {
  ...systemClock,
  sleep: (_, signal) =>
    new Promise((_resolve, reject) => {
      if (signal?.aborted) reject(signal.reason as Error)
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    }),
}
