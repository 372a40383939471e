import { randomBytes } from 'node:crypto'

/** Sorts by time, to the millisecond, and does not repeat on machines that start together: `20261122-162553-k79f`. */
export const newSessionId = (now = new Date()): string => {
  const [date, time] = now.toISOString().replaceAll(/[-:]/g, '').split(/[T.]/)
  const millisecond = now.getMilliseconds().toString(36).padStart(2, '0')
  return `${date}-${time}-${millisecond}${randomBytes(1).toString('hex')}`
}
