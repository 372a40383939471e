import { EventEmitter } from 'node:events'
import type { CdpSession } from '../src/cdp/cdp.js'
import type { CdpTarget } from '../src/cdp/targets.js'

/** A page without a browser: it records what is sent to it, and emits events on request. */
export function fakePage() {
  const events = new EventEmitter()
  const sent: [method: string, params: object][] = []
  const session: CdpSession = {
    send: (method, params = {}) => {
      sent.push([method, params])
      return Promise.resolve(undefined as never)
    },
    on: (event, listener) => void events.on(event, listener),
  }
  const target: CdpTarget = { type: 'page', session }
  const emit = (event: string, params: object) => void events.emit(event, params)
  return { target, sent, emit }
}
