import { readFileSync } from 'node:fs'
import { createLog, type Log } from '../process/log.js'
import type { CdpTarget } from '../cdp/targets.js'
import { parseSnapshot, readingsOf, type StreamReading } from './streams.js'

/** The statistics of all peer connections of a participant. */
export interface PeerConnections {
  /** The raw snapshots, one JSON object per line. */
  readonly log: Log
  readonly readings: readonly StreamReading[]
  /** Makes each frame of the target report its connections, from before the page's own code. */
  watch(target: CdpTarget): Promise<void>
}

/** The function in a page that sends to the engine. */
const binding = '__loaderoTestPeerConnections'
const source = readFileSync(new URL('../../page/peer-connections.js', import.meta.url), 'utf8')

/** More than two hours of one connection, which sends some 11 kB a second. */
const maxCharacters = 100_000_000

/** Starts without connections. */
export function watchPeerConnections(): PeerConnections {
  const log = createLog(maxCharacters)
  const readings: StreamReading[] = []
  return {
    log,
    readings,
    async watch({ type, session }) {
      if (type !== 'page' && type !== 'iframe') return
      session.on('Runtime.bindingCalled', ({ name, payload }) => {
        const snapshot = name === binding ? parseSnapshot(payload) : undefined
        if (!snapshot) return
        log.add(`${payload}\n`)
        readings.push(...readingsOf(snapshot))
      })
      await Promise.allSettled([
        session.send('Page.enable'),
        session.send('Runtime.addBinding', { name: binding }),
        session.send('Page.addScriptToEvaluateOnNewDocument', { source, runImmediately: true }),
      ])
    },
  }
}
