import type { ExpectationSpec, ExpectedMetric } from '../spec.js'
import type { Moment } from './time-window.js'
import { operatorSymbol } from './operator-symbol.js'

/**
 * What an expectation reads of each participant, in a few words and unique for it: the metric path, or
 * `webrtc/audio/rtt/avg between muted and unmuted`, `share of seconds with webrtc/video/fps/in ≥ 20 after 10 s`,
 * `time until webrtc/video/fps/in ≥ 15`. Reports use it in place of a metric path.
 */
export function metricKey(
  { path, window: { between, after, before, whileAllPresent } = {}, secondsShare, until }: ExpectedMetric,
  { operator, expected }: Pick<ExpectationSpec, 'operator'> & { readonly expected: number | string },
): string {
  const momentText = (moment: Moment) => (typeof moment === 'number' ? `${moment} s` : moment)
  const period = [
    ...(between === undefined ? [] : [` between ${between.start} and ${between.end}`]),
    ...(after === undefined ? [] : [` after ${momentText(after)}`]),
    ...(before === undefined ? [] : [` before ${momentText(before)}`]),
    ...(whileAllPresent === undefined ? [] : [' while all are present']),
  ].join('')
  if (until) {
    const condition = Object.entries(until)
      .map(([sign, limit]) => `${operatorSymbol(sign)} ${limit}`)
      .join(' and ')
    return `time until ${path} ${condition}${period}`
  }
  return secondsShare === undefined
    ? `${path}${period}`
    : `share of seconds with ${path} ${operatorSymbol(operator)} ${expected}${period}`
}
