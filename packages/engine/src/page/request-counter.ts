import { requestKinds } from '@loadero-test/metrics'
import type { CdpTarget } from '../cdp/targets.js'

/** Each host has some series of its own, with a value for each second. */
const maxHosts = 30
const otherHosts = '*'

interface OpenRequest {
  /** Counts the last request of a chain of redirects. Returns a function that takes the count back. */
  readonly count: (kind: string) => () => void
  readonly takeBack: () => void
  readonly redirects: number
  hasResponse: boolean
}

/** Counts the requests of targets by host, and by how they end: class and status of the response, or none. */
export function createRequestCounter({
  count,
  isCounting,
}: {
  /**
   * Returns a function that takes the count back.
   * @param path `page/requests/<host>/<kind>`, or a status in place of the kind
   */
  readonly count: (path: string) => () => void
  readonly isCounting: () => boolean
}) {
  const hosts = new Set<string>()
  // Two sessions may report one request.
  const openRequests = new Map<string, OpenRequest>()
  return {
    /** Those with counters of their own, and `*` when there are more. */
    hosts,
    watch({ session }: CdpTarget): void {
      const seenRedirects = new Map<string, number>()
      session.on('Network.requestWillBeSent', ({ requestId, request, redirectResponse, initiator }) => {
        const known = openRequests.get(requestId)
        const redirects = redirectResponse ? (seenRedirects.get(requestId) ?? 0) + 1 : 0
        if (redirectResponse) seenRedirects.set(requestId, redirects)
        if (known && redirects <= known.redirects) return
        if (known && redirectResponse) for (const kind of kindsOf(redirectResponse.status)) known.count(kind)
        if (initiator?.type === 'preflight' || !/^https?:/.test(request.url)) return
        const { host: actual } = new URL(request.url)
        const host = hosts.has(actual) || hosts.size < maxHosts ? actual : otherHosts
        if (isCounting()) hosts.add(host)
        const countKind = (kind: string) => count(`page/requests/${host}/${kind}`)
        const takeBack = countKind('all')
        openRequests.set(requestId, { count: countKind, takeBack, redirects, hasResponse: false })
      })
      session.on('Network.responseReceived', ({ requestId, response }) => {
        const known = openRequests.get(requestId)
        if (!known || known.hasResponse) return
        known.hasResponse = true
        // What a service worker fetches is a request of its own.
        if (response.fromServiceWorker === true) known.takeBack()
        else for (const kind of kindsOf(response.status)) known.count(kind)
      })
      const close = (requestId: string) => {
        openRequests.delete(requestId)
        seenRedirects.delete(requestId)
      }
      session.on('Network.loadingFinished', ({ requestId }) => close(requestId))
      session.on('Network.loadingFailed', ({ requestId, canceled }) => {
        if (canceled !== true) openRequests.get(requestId)?.count('failed')
        close(requestId)
      })
    },
  }
}

function kindsOf(status: number): readonly string[] {
  const kind = requestKinds.find((one) => one === `${Math.floor(status / 100)}xx`)
  return kind === undefined ? [] : [kind, String(status)]
}
