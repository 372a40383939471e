import type { Reason } from './result.js'

/** The message of a reason with its threshold: `webrtc/audio/rtt/avg < 150 (got 412)`. */
export function reasonText({
  message,
  expected,
  actual = 'no value',
}: Pick<Reason, 'message' | 'expected' | 'actual'>): string {
  return expected === undefined ? message : `${message} ${expected} (got ${actual})`
}
