import type { CdpTarget } from '../cdp/targets.js'

/** Calls back with address and error when a page shows an error page of the browser instead of what was requested. */
export function watchFailedNavigation({ type, session }: CdpTarget, onFailure: (text: string) => void): void {
  if (type !== 'page') return
  let lastError = 'the page could not be loaded'
  session.on('Network.loadingFailed', ({ type: resource, errorText }) => {
    if (resource === 'Document' && errorText) lastError = errorText
  })
  session.on('Page.frameNavigated', ({ frame }) => {
    if (frame.parentId === undefined && frame.unreachableUrl)
      onFailure(`${frame.unreachableUrl}: ${lastError}`)
  })
}
