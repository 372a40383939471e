import type { NetworkConditions } from './modes.js'
import type { CdpTarget } from '../cdp/targets.js'

/** What a script can change about all pages of its browser, those still to be opened included. */
export interface Emulation {
  /** For a target that has just been found. */
  apply(target: CdpTarget): Promise<void>
  setNetwork(conditions: NetworkConditions): Promise<void>
  /** `null` takes the header back. */
  setHeader(name: string, value: string | null): Promise<void>
  /** `null` brings back the browser's own. */
  setUserAgent(userAgent: string | null): Promise<void>
}

// Never "no limit": loss is ignored without one, and a peer connection that began without one keeps none.
const unlimitedBytesPerSecond = 125e6
const bytesPerKilobit = 125

/** Keeps network conditions, headers and user agent of all `targets` in step. */
export function createEmulation(targets: Iterable<CdpTarget>, network: NetworkConditions): Emulation {
  let conditions = network
  let userAgent: string | null = null
  const headers: Record<string, string> = {}

  const each = async (change: (target: CdpTarget) => Promise<unknown>) => {
    // A target that closes in between is no failure of the script.
    await Promise.allSettled([...targets].filter(hasNetwork).map(change))
  }
  const shape = (target: CdpTarget) =>
    target.session.send('Network.emulateNetworkConditions', emulated(conditions))
  const addHeaders = (target: CdpTarget) => target.session.send('Network.setExtraHTTPHeaders', { headers })
  const rename = async (target: CdpTarget) => {
    if (target.type !== 'page') return
    await target.session.send('Emulation.setUserAgentOverride', { userAgent: userAgent ?? '' })
  }

  return {
    async apply(target) {
      if (!hasNetwork(target)) return
      const changes: Promise<unknown>[] = [target.session.send('Network.enable', noBuffers), shape(target)]
      if (Object.keys(headers).length > 0) changes.push(addHeaders(target))
      if (userAgent !== null) changes.push(rename(target))
      await Promise.allSettled(changes)
    },
    async setNetwork(next) {
      conditions = next
      await each(shape)
    },
    async setHeader(name, value) {
      if (value === null) delete headers[name]
      else headers[name] = value
      await each(addHeaders)
    },
    async setUserAgent(next) {
      userAgent = next
      await each(rename)
    },
  }
}

const noBuffers = { maxTotalBufferSize: 0, maxResourceBufferSize: 0 }
const networked = new Set(['page', 'iframe', 'worker', 'shared_worker', 'service_worker'])
function hasNetwork({ type }: CdpTarget) {
  return networked.has(type)
}

function emulated({ rateInKbps, rateOutKbps, loss = 0, latencyMs = 0 }: NetworkConditions) {
  return {
    offline: false,
    latency: latencyMs,
    downloadThroughput: rateInKbps ? rateInKbps * bytesPerKilobit : unlimitedBytesPerSecond,
    uploadThroughput: rateOutKbps ? rateOutKbps * bytesPerKilobit : unlimitedBytesPerSecond,
    packetLoss: loss,
  }
}
