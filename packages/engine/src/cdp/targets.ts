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
  const bySession = new Map<string, CdpTarget>()

  const attach = async ({ sessionId, targetInfo }: CdpEvents['Target.attachedToTarget']) => {
    const target = { type: targetInfo.type, session: cdp.session(sessionId) }
    bySession.set(sessionId, target)
    targets.add(target)
    listen(target.session)
    // Nothing is awaited before the target resumes: a new window answers some commands only then, and the browser
    // executes the commands of one session in their order. A target that closes needs nothing more.
    await Promise.allSettled([
      prepare(target),
      target.session.send('Target.setAutoAttach', autoAttach),
      target.session.send('Runtime.runIfWaitingForDebugger'),
    ])
  }
  const listen = (session: CdpSession) => {
    session.on('Target.attachedToTarget', (attached) => void attach(attached))
    session.on('Target.detachedFromTarget', ({ sessionId }) => {
      const target = bySession.get(sessionId)
      bySession.delete(sessionId)
      if (target) targets.delete(target)
    })
  }

  listen(cdp)
  await cdp.send('Target.setAutoAttach', autoAttach)
}
