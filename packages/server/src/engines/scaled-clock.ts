import { type Clock, systemClock } from '@loadero-test/core'
import { virtualClock } from '@loadero-test/core/internal'

/** `real` time, a factor by which time is faster, or `virtual` time, which jumps to the next event. */
export type ClockSpeed = 'real' | 'virtual' | number

export function createScaledClock(speed: ClockSpeed): Clock {
  if (speed === 'real') return systemClock
  if (speed === 'virtual') return virtualClock(Date.now())
  const start = systemClock.now()
  return {
    now: () => Math.round(start + (systemClock.now() - start) * speed),
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
    during: (work) => work(),
  }
}
