/** A duration: text with a unit, `'90s'`, `'5m'`, `'1h'`, or a number of seconds. It must be a whole number of seconds. */
export type Duration = number | `${number}s` | `${number}m` | `${number}h`

const unitSeconds = { s: 1, m: 60, h: 3_600 } as const

/** The duration in seconds; undefined for anything else, and for a fraction of a second. */
export function parseSeconds(duration: unknown): number | undefined {
  const [, number, unit] = (typeof duration === 'string' && /^(\d+(?:\.\d+)?)([smh])$/.exec(duration)) || []
  const seconds = number
    ? // Rounding removes the error of binary fractions: 1.1 h is 3960 s.
      Number((Number(number) * unitSeconds[unit as keyof typeof unitSeconds]).toFixed(6))
    : duration
  return typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0 ? seconds : undefined
}

/** For sentences: `840 ms`, `12.3 s`, `4 min 5 s`, `1 h 2 min`. */
export function formatMs(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`
  const seconds = Math.round(ms / 1_000)
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`
}

/** For columns of a table: `0:07`, `12:34`, `1:02:03`. */
export function clockTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)]
  const digits = (number: number) => String(number).padStart(2, '0')
  return hours > 0
    ? `${hours}:${digits(minutes)}:${digits(seconds % 60)}`
    : `${minutes}:${digits(seconds % 60)}`
}
