import { splitMetricPath } from '../timed/metric-path.js'
import type { HistoryLimit } from './history-limit.js'

const lowerIsBetter =
  /^(?:webrtc\/(?:audio|video)\/(?:rtt|jitter|jitterBuffer|packetsLost)|machine\/(?:cpu|ram)\/(?:percent|used)|machine\/network\/(?:errors|packetsLost)|actions\/timeExecution\/|measure\/|quality\/video\/(?:freezes|frozenTime|longestFreeze|droppedFrames|decodeTime|encodeTime|delay)|quality\/audio\/silence|quality\/connection\/(?:rtt|iceRestarts))/

const higherIsBetter =
  /^(?:webrtc\/(?:audio|video)\/bitrate|webrtc\/video\/(?:fps|frameHeight|frameWidth)|mos\/|quality\/audio\/eModelMos|quality\/connection\/availableOutgoingBitrate)/

/** Which values of a metric are better; `undefined` where that depends on the app. */
export function betterDirection(path: string): HistoryLimit['better'] | undefined {
  const { aggregate } = splitMetricPath(path)
  // How much values vary is worse the more they do.
  if (aggregate === 'stddev' || aggregate === 'rstddev') return 'lower'
  if (lowerIsBetter.test(path)) return 'lower'
  return higherIsBetter.test(path) ? 'higher' : undefined
}
