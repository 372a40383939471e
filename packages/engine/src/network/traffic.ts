import type { SentRequest, WebSocketFrame } from '../cdp/protocol.js'
import type { CdpTarget } from '../cdp/targets.js'

/** Bytes since the beginning, as far as the browser tells; media of peer connections are not among them. */
export interface Traffic {
  readonly bytesIn: number
  readonly bytesOut: number
  /** Counts the target's bytes from now on. */
  watch(target: CdpTarget): void
}

const textFrame = 1
const frameHeaderBytes = 6

/** Counts HTTP and WebSocket bytes by the browser's own reports. */
export function countTraffic(): Traffic {
  const counts = { bytesIn: 0, bytesOut: 0 }
  // What has been counted so far of the responses still under way; the end of one names its total, headers included.
  const underWay = new Map<string, number>()
  const received = (request: string, total: (before: number) => number) => {
    const before = underWay.get(request)
    // Not ours to count: a page out of a data URL, for example.
    if (before === undefined) return
    const now = Math.max(before, total(before))
    counts.bytesIn += now - before
    underWay.set(request, now)
  }

  const watch = ({ session }: CdpTarget) => {
    session.on('Network.requestWillBeSent', ({ request, requestId, redirectResponse }) => {
      if (!/^https?:/.test(request.url)) return
      counts.bytesOut += requestBytes(request)
      if (redirectResponse) received(requestId, (before) => before + redirectResponse.encodedDataLength)
      else underWay.set(requestId, 0)
    })
    session.on('Network.responseReceived', ({ requestId, response }) =>
      received(requestId, (before) => before + response.encodedDataLength),
    )
    session.on('Network.dataReceived', ({ requestId, encodedDataLength }) =>
      received(requestId, (before) => before + encodedDataLength),
    )
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      received(requestId, () => encodedDataLength)
      underWay.delete(requestId)
    })
    session.on('Network.loadingFailed', ({ requestId }) => void underWay.delete(requestId))
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

function requestBytes({ method, url, headers, postData = '' }: SentRequest): number {
  const { pathname, search, host } = new URL(url)
  const lines = [`${method} ${pathname}${search} HTTP/1.1`, `host: ${host}`]
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  return Buffer.byteLength(lines.join('\r\n')) + 4 + Buffer.byteLength(postData)
}

function frameBytes({ opcode, payloadData }: WebSocketFrame): number {
  return frameHeaderBytes + Buffer.byteLength(payloadData, opcode === textFrame ? 'utf8' : 'base64')
}
