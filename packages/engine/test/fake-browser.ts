import { EventEmitter } from 'node:events'
import type { Cdp } from '../src/cdp/cdp.js'

/** The DevTools of a browser with contexts, without a browser: it records what is sent to it, and emits events on request. */
export function createFakeBrowser() {
  const events = new EventEmitter()
  const sent: [method: string, params: object][] = []
  const sentToSessions: string[] = []
  let contexts = 0
  let hasClosed = false
  let close = () => {}
  const closed = new Promise<void>((resolve) => (close = resolve))
  const fake = {
    targetInfos: [] as object[],
    sentToSessions,
    sentOf: (method: string) => sent.flatMap(([name, params]) => (name === method ? [params] : [])),
    emit: (event: string, params: object) => void events.emit(event, params),
    attach(sessionId: string, targetId: string, browserContextId: string) {
      const targetInfo = { targetId, browserContextId, type: 'page', url: 'about:blank' }
      fake.emit('Target.targetCreated', { targetInfo })
      fake.emit('Target.attachedToTarget', { sessionId, targetInfo })
    },
    close() {
      hasClosed = true
      close()
    },
  }
  const answers: Readonly<Record<string, () => object>> = {
    'Target.createBrowserContext': () => ({ browserContextId: `C${++contexts}` }),
    'Target.getTargets': () => ({ targetInfos: fake.targetInfos }),
  }
  const cdp: Cdp = {
    send(method, params = {}) {
      if (hasClosed) return Promise.reject(new Error(`${method}: the browser has gone`))
      sent.push([method, params])
      return Promise.resolve((answers[method]?.() ?? {}) as never)
    },
    on: (event, listener) => void events.on(event, listener),
    session: (id) => ({
      send: (method) => {
        sentToSessions.push(`${id} ${method}`)
        return Promise.resolve({} as never)
      },
      on: () => undefined,
    }),
    closed,
    close: () => fake.close(),
  }
  return Object.assign(fake, { cdp })
}
