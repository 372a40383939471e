import { readFileSync } from 'node:fs'
import { createLog, type Log } from '../process/log.js'
import type { CdpTarget } from '../cdp/targets.js'
import { parseSnapshot } from './snapshot.js'
import { readingsOf, type StreamReading } from './streams.js'

/** What all peer connections of a participant said of themselves. */
export interface PeerConnections {
  /** The raw snapshots, one JSON object a line. */
  readonly log: Log
  readonly readings: readonly StreamReading[]
  /** Has each frame of the target tell of its connections, from before its page's own code. */
  watch(target: CdpTarget): Promise<void>
}

/** The line from a page to us; it is a function of that name there. */
const binding = '__loaderoTestPeerConnections'
const source = readFileSync(new URL('../../page/peer-connections.js', import.meta.url), 'utf8')

/** Over two hours of one connection, which tells some 11 kB a second. */
const maxCharacters = 100_000_000

/** Starts without any connection. */
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
