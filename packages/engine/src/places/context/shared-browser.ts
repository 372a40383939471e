import { EventEmitter } from 'node:events'
import type { Cdp } from '../../cdp/cdp.js'
import type { CdpEvents } from '../../cdp/protocol.js'
import { paramsInContext } from './context-rules.js'

/** A browser whose contexts have a connection each, over one connection to it. */
export interface SharedConnection {
  openContext(): Promise<BrowserContext>
}

/** A context: what a browser of its own would be, apart from its processes. */
export interface BrowserContext {
  readonly id: string
  /** Reaches the targets of this context alone. */
  readonly cdp: Cdp
}

type Attached = CdpEvents['Target.attachedToTarget']

/** Of one context: where its events go. */
interface Route {
  readonly events: EventEmitter
  /** Targets that wait until the context listens. */
  waiting: Attached[] | undefined
}

const filter = [...['browser', 'tab', 'browser_ui'].map((type) => ({ type, exclude: true })), {}]
/** Events of the browser that do not name a context. Files of another context do not exist for the one that listens. */
const sharedEvents = ['Browser.downloadWillBegin', 'Browser.downloadProgress'] as const

/** Attaches to all targets of the browser, and sorts them by context. */
export async function shareConnection(browser: Cdp): Promise<SharedConnection> {
  const routes = new Map<string, Route>()
  const contextOfTarget = new Map<string, string>()
  const contextOfSession = new Map<string, string>()
  const routeOf = (contextId = '') => routes.get(contextId)

  const resume = ({ sessionId }: Attached) => {
    const session = browser.session(sessionId)
    session.send('Runtime.runIfWaitingForDebugger').catch(() => {})
    browser.send('Target.detachFromTarget', { sessionId }).catch(() => {})
  }
  browser.on('Target.attachedToTarget', (attached) => {
    const { browserContextId = '' } = attached.targetInfo
    const route = routeOf(browserContextId)
    if (!route) return resume(attached)
    contextOfSession.set(attached.sessionId, browserContextId)
    if (route.waiting) route.waiting.push(attached)
    else route.events.emit('Target.attachedToTarget', attached)
  })
  browser.on('Target.detachedFromTarget', (detached) => {
    routeOf(contextOfSession.get(detached.sessionId))?.events.emit('Target.detachedFromTarget', detached)
    contextOfSession.delete(detached.sessionId)
  })
  browser.on('Target.targetCreated', ({ targetInfo: { targetId, browserContextId } }) => {
    if (browserContextId !== undefined) contextOfTarget.set(targetId, browserContextId)
  })
  browser.on('Target.targetDestroyed', ({ targetId }) => void contextOfTarget.delete(targetId))
  browser.on('Target.targetCrashed', (crashed) => {
    routeOf(contextOfTarget.get(crashed.targetId))?.events.emit('Target.targetCrashed', crashed)
  })
  for (const event of sharedEvents)
    browser.on(event, (params) => {
      for (const { events } of routes.values()) events.emit(event, params)
    })
  await browser.send('Target.setDiscoverTargets', { discover: true, filter: [{ type: 'page' }] })
  await browser.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
    filter,
  })

  return {
    async openContext() {
      const { browserContextId: id } = await browser.send('Target.createBrowserContext', {
        disposeOnDetach: true,
      })
      const events = new EventEmitter().setMaxListeners(0)
      const route: Route = { events, waiting: [] }
      routes.set(id, route)
      let close = () => {}
      const closed = new Promise<void>((resolve) => {
        close = () => {
          if (!routes.delete(id)) return
          browser.send('Target.disposeBrowserContext', { browserContextId: id }).catch(() => {})
          resolve()
        }
        void browser.closed.then(resolve)
      })
      const cdp: Cdp = {
        closed,
        close,
        session: (sessionId) => browser.session(sessionId),
        on: (event, listener) => void events.on(event, listener),
        async send(method, params = {}) {
          if (method === 'Target.setDiscoverTargets') return undefined as never
          if (method === 'Target.setAutoAttach') {
            const waiting = route.waiting ?? []
            route.waiting = undefined
            for (const attached of waiting) events.emit('Target.attachedToTarget', attached)
            return undefined as never
          }
          if (method === 'SystemInfo.getProcessInfo') throw new Error('shared')
          if (method === 'Target.getTargets') {
            const { targetInfos } = await browser.send('Target.getTargets')
            return { targetInfos: targetInfos.filter((info) => info.browserContextId === id) } as never
          }
          return browser.send(method, paramsInContext(method, params, id))
        },
      }
      await cdp.send('Target.createTarget', { url: 'about:blank' })
      return { id, cdp }
    },
  }
}
