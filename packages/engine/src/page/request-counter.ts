import { requestKinds } from '@loadero-test/metrics'
import type { CdpTarget } from '../cdp/targets.js'

/** Each host has some series of its own, with a value for each second. */
const maxHosts = 30
const otherHosts = '*'

/** Counts the requests of targets by host, and by how they end: class and status of the response, or none. */
export function createRequestCounter({
  count,
  isCounting,
}: {
  /** @param path `page/requests/<host>/<kind>`, or a status in place of the kind */
  readonly count: (path: string) => void
  readonly isCounting: () => boolean
}) {
  const hosts = new Set<string>()
  const openRequests = new Map<string, (...kinds: readonly string[]) => void>()
  return {
    /** Those with counters of their own, and `*` when there are more. */
    hosts,
    watch({ session }: CdpTarget): void {
      session.on('Network.requestWillBeSent', ({ requestId, request, redirectResponse, type }) => {
        const countOfHost = openRequests.get(requestId)
        if (redirectResponse && countOfHost) countOfHost(...kindsOf(redirectResponse.status))
        // Two sessions may report one request.
        else if (countOfHost) return
        if (type === 'Preflight' || !/^https?:/.test(request.url)) return
        const { host: actual } = new URL(request.url)
        const host = hosts.has(actual) || hosts.size < maxHosts ? actual : otherHosts
        if (isCounting()) hosts.add(host)
        const countNext = (...kinds: readonly string[]) => {
          for (const kind of kinds) count(`page/requests/${host}/${kind}`)
        }
        openRequests.set(requestId, countNext)
        countNext('all')
      })
      session.on('Network.responseReceived', ({ requestId, response }) => {
        openRequests.get(requestId)?.(...kindsOf(response.status))
      })
      session.on('Network.loadingFinished', ({ requestId }) => void openRequests.delete(requestId))
      session.on('Network.loadingFailed', ({ requestId, canceled }) => {
        if (canceled !== true) openRequests.get(requestId)?.('failed')
        openRequests.delete(requestId)
      })
    },
  }
}

function kindsOf(status: number): readonly string[] {
  const kind = requestKinds.find((one) => one === `${Math.floor(status / 100)}xx`)
  return kind === undefined ? [] : [kind, String(status)]
}
