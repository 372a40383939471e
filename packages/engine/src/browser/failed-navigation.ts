import { setTimeout as sleep } from 'node:timers/promises'
import type { CdpSession } from '../cdp/cdp.js'
import type { CdpTarget } from '../cdp/targets.js'

export interface NavigationWatch {
  watch(target: CdpTarget): void
  /** Resolves when all failures up to now are reported. */
  flush(): Promise<void>
}

/** A page in an endless loop does not answer. */
const maxFlushMs = 5_000

/**
 * Calls back with address and error when a page shows an error page of the browser instead of what was requested.
 * The browser reports it on a connection of its own, and possibly after the end of the command that navigated.
 */
export function watchFailedNavigations(onFailure: (text: string) => void): NavigationWatch {
  const pages = new Set<CdpSession>()
  const withDialog = new Set<CdpSession>()
  return {
    watch({ type, session }) {
      if (type !== 'page') return
      pages.add(session)
      let lastError = 'the page could not be loaded'
      session.on('Network.loadingFailed', ({ type: resource, errorText }) => {
        if (resource === 'Document' && errorText) lastError = errorText
      })
      session.on('Page.frameNavigated', ({ frame }) => {
        if (frame.parentId === undefined && frame.unreachableUrl)
          onFailure(`${frame.unreachableUrl}: ${lastError}`)
      })
      session.on('Page.javascriptDialogOpening', () => withDialog.add(session))
      session.on('Page.javascriptDialogClosed', () => withDialog.delete(session))
    },
    async flush() {
      // A page with an open dialog does not answer, and cannot navigate.
      const answering = [...pages].filter((session) => !withDialog.has(session))
      // The answer comes after the events of its session. A closed page has none.
      const answers = answering.map((session) =>
        session.send('Runtime.evaluate', { expression: '0' }).catch(() => pages.delete(session)),
      )
      await Promise.race([Promise.all(answers), sleep(maxFlushMs, undefined, { ref: false })])
    },
  }
}
