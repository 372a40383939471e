/** The Unix milliseconds of a time that the service sent. `undefined` when it is not set, which can be a time of year 1. */
export function serviceTimeMs(text: string | undefined): number | undefined {
  const ms = Date.parse(text ?? '')
  return ms > 0 ? ms : undefined
}
