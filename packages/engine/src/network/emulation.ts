import { errorMessage } from '@loadero-test/core/internal'
import { maxLoss, type NetworkConditions } from './modes.js'
import type { CdpTarget } from '../cdp/targets.js'

/** What a script can change about all pages of its browser, including pages that open later. */
export interface Emulation {
  /** For a target that was just attached. */
  apply(target: CdpTarget): Promise<void>
  setNetwork(conditions: NetworkConditions): Promise<void>
  /** `null` removes the header. */
  setHeader(name: string, value: string | null): Promise<void>
  /** `null` restores the browser's own. */
  setUserAgent(userAgent: string | null): Promise<void>
}

// Never "no limit": Chrome ignores loss without a limit, and a peer connection that began without one gets none later.
const unlimitedBytesPerSecond = 125e6
const bytesPerKilobit = 125
/** A URLPattern; the empty one matches peer connections, too. */
const allUrls = '*://*:*/*'
const noBuffers = { maxTotalBufferSize: 0, maxResourceBufferSize: 0 }
const typesWithNetwork = new Set(['page', 'iframe', 'worker', 'shared_worker', 'service_worker'])

/** Keeps network conditions, headers and user agent of all `targets` up to date. */
export function createEmulation(targets: Iterable<CdpTarget>, network: NetworkConditions): Emulation {
  let conditions = network
  let userAgent: string | null = null
  const headers: Record<string, string> = {}

  const updateAll = async (update: (target: CdpTarget) => Promise<unknown>) => {
    // A target that closes during the update is not an error of the script.
    await Promise.allSettled([...targets].filter(({ type }) => typesWithNetwork.has(type)).map(update))
  }
  const sendNetworkTo = createNetworkSender()
  const sendNetwork = (target: CdpTarget) => sendNetworkTo(target, conditions)
  const sendHeaders = ({ session }: CdpTarget) => session.send('Network.setExtraHTTPHeaders', { headers })
  const sendUserAgent = async ({ type, session }: CdpTarget) => {
    if (type !== 'page') return
    await session.send('Emulation.setUserAgentOverride', { userAgent: userAgent ?? '' })
  }

  return {
    async apply(target) {
      if (!typesWithNetwork.has(target.type)) return
      const updates: Promise<unknown>[] = [
        target.session.send('Network.enable', noBuffers),
        sendNetwork(target),
      ]
      if (Object.keys(headers).length > 0) updates.push(sendHeaders(target))
      if (userAgent !== null) updates.push(sendUserAgent(target))
      await Promise.allSettled(updates)
    },
    async setNetwork(next) {
      conditions = next
      await updateAll(sendNetwork)
    },
    async setHeader(name, value) {
      if (value === null) delete headers[name]
      else headers[name] = value
      await updateAll(sendHeaders)
    },
    async setUserAgent(next) {
      userAgent = next
      await updateAll(sendUserAgent)
    },
  }
}

/** Returns a function that emulates conditions on a target, with what the browser supports. */
function createNetworkSender() {
  let hasRules = true
  return async (
    { session }: CdpTarget,
    { rateInKbps, rateOutKbps, loss = 0, latencyMs = 0 }: NetworkConditions,
  ) => {
    // Loss affects peer connections alone, and no request may get through a network that loses everything.
    const offline = loss >= maxLoss
    const limits = {
      latency: latencyMs,
      downloadThroughput: rateInKbps ? rateInKbps * bytesPerKilobit : unlimitedBytesPerSecond,
      uploadThroughput: rateOutKbps ? rateOutKbps * bytesPerKilobit : unlimitedBytesPerSecond,
      packetLoss: loss,
    }
    // A peer connection has the latency in each direction, a request has it once: for the whole round trip.
    const requests = { ...limits, urlPattern: allUrls, latency: 2 * latencyMs }
    const rules = { offline, matchedNetworkConditions: [requests, { ...limits, urlPattern: '' }] }
    if (hasRules) {
      try {
        return await session.send('Network.emulateNetworkConditionsByRule', rules)
      } catch (error) {
        if (!/wasn't found/.test(errorMessage(error))) throw error
        // An older browser: the latency of requests is half of that of peer connections.
        hasRules = false
      }
    }
    return session.send('Network.emulateNetworkConditions', { offline, ...limits })
  }
}
