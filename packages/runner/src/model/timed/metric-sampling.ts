/**
 * When a metric of the logs has values.
 * - `continuous`: every second in which its stream exists. Where there is none, the stream or the log is missing.
 * - `sparse`: in some seconds only, for example when a report arrives or when a frame is decoded.
 * - `event`: when something happened, with its duration.
 * - `event count`: when something happened. Without it the value is 0, if the log has the metric at all.
 */
export type MetricSampling = 'continuous' | 'sparse' | 'event' | 'event count'

const patterns: readonly (readonly [MetricSampling, RegExp])[] = [
  ['continuous', /^webrtc\/(?:audio|video)\/(?:bitrate|bytes|packets|fps|level|frameWidth|frameHeight)\b/],
  ['continuous', /^machine\/(?:cpu\/(?:used|percent)|network\/)/],
  ['continuous', /^quality\/video\/(?:freezes|frozenTime|longestFreeze|droppedFrames|limitedBy\w+)$/],
  ['continuous', /^quality\/audio\/(?:concealed|inserted|removed|silence)$/],
  ['continuous', /^quality\/connection\/(?:relay|bytes)\b/],
  ['continuous', /^page\/(?:errors|requests)\b/],
  ['event', /^page\/vitals\//],
  ['event count', /^quality\/(?:connection\/disconnect\w+|media\/getUserMediaFailures)$/],
  ['event', /^quality\/(?:connection\/(?:timeToConnected|iceTime)|media\/getUserMediaTime)$/],
  ['event', /^quality\/(?:video\/timeToFirstFrame|audio\/timeToFirstSound)$/],
]

/** @param base a metric path without its aggregate */
export function samplingOf(base: string): MetricSampling {
  return patterns.find(([, pattern]) => pattern.test(base))?.[0] ?? 'sparse'
}
