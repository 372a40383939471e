import { type Clock, systemClock } from '@loadero-test/core'
import { virtualClock } from '@loadero-test/core/internal'

/** Real time, so many times as fast, or no time at all: a virtual clock jumps to whatever comes next. */
export type ClockSpeed = 'real' | 'virtual' | number

export function createScaledClock(pace: ClockSpeed): Clock {
  if (pace === 'real') return systemClock
  return pace === 'virtual' ? virtualClock(Date.now()) : fastClock(pace)
}

function fastClock(factor: number): Clock {
  const start = systemClock.now()
  return {
    now: () => Math.round(start + (systemClock.now() - start) * factor),
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
    during: (work) => work(),
  }
}
