import type { Cdp, CdpSession } from './cdp.js'
import type { CdpEvents } from './protocol.js'

/** A page, frame or worker of the browser. */
export interface CdpTarget {
  readonly type: string
  readonly session: CdpSession
}

// Without the exclusions, `tab` and `browser_ui` would be attached in addition to the pages that they contain.
const filter = [...['browser', 'tab', 'browser_ui'].map((type) => ({ type, exclude: true })), {}]
/** Parameters of `Target.setAutoAttach`: each new target is paused. */
export const autoAttach = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter }

/**
 * Keeps `targets` equal to those of the browser from now on. Each new target is paused until it has received what
 * `prepare` sends before its first await.
 */
export async function attachToTargets(
  cdp: Cdp,
  targets: Set<CdpTarget>,
  prepare: (target: CdpTarget) => Promise<void>,
): Promise<void> {
  const bySession = new Map<string, { readonly targetId: string; readonly target: CdpTarget }>()
  // The browser and its page both attach to a service worker. All but its first session are in reserve.
  const workers = new Map<string, readonly CdpTarget[]>()

  const attach = async ({ sessionId, targetInfo }: CdpEvents['Target.attachedToTarget']) => {
    const { targetId, type } = targetInfo
    const target = { type, session: cdp.session(sessionId) }
    const others = workers.get(targetId) ?? []
    bySession.set(sessionId, { targetId, target })
    if (type === 'service_worker') workers.set(targetId, [...others, target])
    if (others.length === 0) targets.add(target)
    listen(target.session)
    // Nothing is awaited before the target resumes: a new window answers some commands only then, and the browser
    // executes the commands of one session in their order. A target that closes needs nothing more.
    await Promise.allSettled([
      others.length === 0 ? prepare(target) : undefined,
      target.session.send('Target.setAutoAttach', autoAttach),
      target.session.send('Runtime.runIfWaitingForDebugger'),
    ])
  }
  const listen = (session: CdpSession) => {
    session.on('Target.attachedToTarget', (attached) => void attach(attached))
    session.on('Target.detachedFromTarget', ({ sessionId }) => {
      const { targetId = '', target } = bySession.get(sessionId) ?? {}
      bySession.delete(sessionId)
      if (!target) return
      const others = (workers.get(targetId) ?? []).filter((other) => other !== target)
      if (workers.has(targetId)) workers.set(targetId, others)
      const [next] = others
      if (!targets.delete(target) || !next) return
      targets.add(next)
      void Promise.allSettled([prepare(next)])
    })
  }

  listen(cdp)
  await cdp.send('Target.setAutoAttach', autoAttach)
}
