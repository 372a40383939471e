/** How the service writes a time that is not set. */
export const unsetTime = '0001-01-01T00:00:00Z'

/** RFC 3339 in UTC, to the second, as the service writes it. */
export function timestamp(unixMs: number): string {
  return new Date(unixMs).toISOString().replace(/\.\d{3}Z$/, 'Z')
}
