import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cdp, CdpSession } from '../../cdp/cdp.js'
import type { CdpEvents, CdpResult } from '../../cdp/protocol.js'
import { autoAttach } from '../../cdp/targets.js'
import { paramsInContext, targetsOfContext } from './context-rules.js'

/** A browser context: to a participant, what a browser of its own is, apart from its processes. */
export interface BrowserContext {
  readonly id: string
  /** Reaches this context and its targets. Its targets wait until `Target.setAutoAttach` is sent. */
  readonly cdp: Cdp
  /** Closes its pages and forgets its data. Never throws. */
  dispose(): Promise<void>
}

interface OpenContext {
  readonly events: EventEmitter
  /** Targets whose events wait; undefined from `Target.setAutoAttach` on. */
  waiting: CdpEvents['Target.attachedToTarget'][] | undefined
}

const disposeTimeoutMs = 5_000

/**
 * Takes over a connection to a browser, for its contexts, and returns the function that opens one with an empty page. One
 * connection serves them all: each connection that attaches to targets attaches to those of all contexts.
 */
export async function shareBrowser(browser: Cdp): Promise<() => Promise<BrowserContext>> {
  const contexts = new Map<string, OpenContext>()
  routeEvents(browser, contexts)
  await browser.send('Target.setDiscoverTargets', { discover: true, filter: [{ type: 'page' }] })
  await browser.send('Target.setAutoAttach', autoAttach)

  return async () => {
    const options = { disposeOnDetach: true }
    const { browserContextId: id } = await browser.send('Target.createBrowserContext', options)
    const context: OpenContext = { events: new EventEmitter().setMaxListeners(0), waiting: [] }
    contexts.set(id, context)
    let close = () => {}
    const closed = new Promise<void>((resolve) => (close = resolve))
    void browser.closed.then(close)
    const dispose = async () => {
      contexts.delete(id)
      close()
      const disposed = browser.send('Target.disposeBrowserContext', { browserContextId: id }).catch(() => {})
      await Promise.race([disposed, sleep(disposeTimeoutMs, undefined, { ref: false })])
    }
    const cdp = {
      ...createSession(browser, id, context),
      session: (sessionId: string) => browser.session(sessionId),
      closed,
      close: () => void dispose(),
    }
    await cdp.send('Target.createTarget', { url: 'about:blank' })
    return { id, cdp, dispose }
  }
}

/** The session of the browser itself, as one of its contexts sees it. */
function createSession(browser: Cdp, id: string, context: OpenContext): CdpSession {
  const { events } = context
  // What is done once for all contexts.
  const ownCommands: Readonly<Record<string, () => unknown>> = {
    'Target.setDiscoverTargets': () => ({}),
    'Target.setAutoAttach'() {
      const { waiting = [] } = context
      context.waiting = undefined
      for (const attached of waiting) events.emit('Target.attachedToTarget', attached)
      return {}
    },
    async 'Target.getTargets'() {
      const { targetInfos } = await browser.send('Target.getTargets')
      return { targetInfos: targetsOfContext(targetInfos, id) }
    },
  }
  return {
    async send<M extends string>(method: M, params: object = {}) {
      const own = ownCommands[method]
      if (own) return (await own()) as CdpResult<M>
      return browser.send(method, paramsInContext(method, params, id))
    },
    on: (event, listener) => void events.on(event, listener),
  }
}

/** Makes each context receive the events of its targets. */
function routeEvents(browser: Cdp, contexts: ReadonlyMap<string, OpenContext>): void {
  const bySession = new Map<string, string>()
  const byTarget = new Map<string, string>()
  const emit = <E extends keyof CdpEvents>(contextId: string | undefined, event: E, params: CdpEvents[E]) =>
    contexts.get(contextId ?? '')?.events.emit(event, params)

  browser.on('Target.attachedToTarget', (attached) => {
    const { sessionId, targetInfo } = attached
    const context = contexts.get(targetInfo.browserContextId ?? '')
    if (!context) {
      // A page that the browser opened by itself, or whose context is about to go.
      browser
        .session(sessionId)
        .send('Runtime.runIfWaitingForDebugger')
        .catch(() => {})
      return
    }
    bySession.set(sessionId, targetInfo.browserContextId ?? '')
    if (context.waiting) context.waiting.push(attached)
    else context.events.emit('Target.attachedToTarget', attached)
  })
  browser.on('Target.detachedFromTarget', (detached) => {
    emit(bySession.get(detached.sessionId), 'Target.detachedFromTarget', detached)
    bySession.delete(detached.sessionId)
  })
  browser.on('Target.targetCreated', ({ targetInfo: { targetId, browserContextId = '' } }) => {
    byTarget.set(targetId, browserContextId)
  })
  browser.on('Target.targetDestroyed', ({ targetId }) => void byTarget.delete(targetId))
  browser.on('Target.targetCrashed', (crashed) => {
    emit(byTarget.get(crashed.targetId), 'Target.targetCrashed', crashed)
  })
  // These do not say whose they are. The file of a download is in the folder of one participant.
  const toAll = ['Browser.downloadWillBegin', 'Browser.downloadProgress'] as const
  for (const event of toAll)
    browser.on(event, (params) => contexts.forEach((_, id) => emit(id, event, params)))
}
