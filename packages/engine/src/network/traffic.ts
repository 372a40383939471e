import type { WebSocketFrame } from '../cdp/protocol.js'
import type { CdpTarget } from '../cdp/targets.js'

/** Bytes since the start, as far as the browser reports them; media of peer connections are not included. */
export interface Traffic {
  readonly bytesIn: number
  readonly bytesOut: number
  /** Counts the target's bytes from now on. */
  watch(target: CdpTarget): void
}

const textFrame = 1
const frameHeaderBytes = 6

/** Counts HTTP and WebSocket bytes from the browser's events. */
export function countTraffic(): Traffic {
  const counts = { bytesIn: 0, bytesOut: 0 }
  // Bytes counted of each unfinished response. Its last event has the total, headers included.
  const pending = new Map<string, number>()
  const count = (requestId: string, totalOf: (before: number) => number) => {
    const before = pending.get(requestId)
    // Not a network request: a data URL, for example.
    if (before === undefined) return
    const total = Math.max(before, totalOf(before))
    counts.bytesIn += total - before
    pending.set(requestId, total)
  }

  const watch = ({ session }: CdpTarget) => {
    session.on('Network.requestWillBeSent', ({ request, requestId, redirectResponse }) => {
      if (!/^https?:/.test(request.url)) return
      const { method, headers, postData = '' } = request
      const { pathname, search, host } = new URL(request.url)
      const lines = [`${method} ${pathname}${search} HTTP/1.1`, `host: ${host}`]
      for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
      counts.bytesOut += Buffer.byteLength(lines.join('\r\n')) + 4 + Buffer.byteLength(postData)
      if (redirectResponse) count(requestId, (before) => before + redirectResponse.encodedDataLength)
      else pending.set(requestId, 0)
    })
    session.on('Network.responseReceived', ({ requestId, response }) =>
      count(requestId, (before) => before + response.encodedDataLength),
    )
    session.on('Network.dataReceived', ({ requestId, encodedDataLength }) =>
      count(requestId, (before) => before + encodedDataLength),
    )
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      count(requestId, () => encodedDataLength)
      pending.delete(requestId)
    })
    session.on('Network.loadingFailed', ({ requestId }) => void pending.delete(requestId))
    session.on('Network.webSocketFrameReceived', ({ response }) => {
      counts.bytesIn += frameBytes(response)
    })
    session.on('Network.webSocketFrameSent', ({ response }) => {
      counts.bytesOut += frameBytes(response)
    })
  }
  return {
    get bytesIn() {
      return counts.bytesIn
    },
    get bytesOut() {
      return counts.bytesOut
    },
    watch,
  }
}

function frameBytes({ opcode, payloadData }: WebSocketFrame): number {
  return frameHeaderBytes + Buffer.byteLength(payloadData, opcode === textFrame ? 'utf8' : 'base64')
}
