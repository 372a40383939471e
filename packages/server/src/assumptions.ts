/**
 * What nobody without an account can know of the service. Each is a switch: its first value is what the
 * server does unless it is told otherwise.
 */
export const assumptionValues = {
  /** Status of an answered copy: described as 200, and as 201. */
  copyStatus: [200, 201],
  /** Status of an accepted stop: described as 202, and as 204. */
  stopStatus: [202, 204],
  /** Whether results are answered while their run is live; else 409. */
  resultsWhileLive: [false, true],
  /** Whether a test may be launched while a run of it is live; else 409. */
  launchWhileLive: [true, false],
  /** Whether a test may be deleted while a run of it is live; else 409. */
  deleteWhileLive: [false, true],
  /** What becomes of the participants of a group that is deleted. */
  groupDeletion: ['cascade', 'ungroup'],
  /** What an update does to optional keys that it leaves out. */
  omittedOnUpdate: ['keep', 'default'],
  /** Whether values that no enumeration knows are refused with 422. */
  unknownValues: ['refuse', 'accept'],
  /** Whether a filter by name wants any part of it, or all of it. */
  nameFilter: ['part', 'whole'],
  /** Whether the last participant of a linear ramp-up starts before the end of the window, or at it. */
  linearRampUp: ['before-end', 'at-end'],
  /** The status of an assert whose metric nobody measured. */
  missingMetric: ['fail', 'skipped'],
  /** Whether `regex` looks for a part of the value, or wants all of it. */
  regexMatch: ['part', 'whole'],
  /** Which name of a browser a precondition is compared with. */
  browserCondition: ['both', 'alias', 'version'],
  /** What an assert on a timecard with repeats is about. */
  repeatedTimecards: ['average', 'last', 'maximum'],
  /** Whether a session-record run has WebRTC data: newer pages of the wiki say so, older ones deny it. */
  sessionRecordWebrtc: [true, false],
} as const

export type Assumptions = {
  readonly [K in keyof typeof assumptionValues]: (typeof assumptionValues)[K][number]
}

/**
 * Reads switches that come as text, e.g. from a command line.
 * @throws with what there is, for a name or a value that there is not
 */
export function parseAssumptions(given: Readonly<Record<string, string>>): Partial<Assumptions> {
  return Object.fromEntries(
    Object.entries(given).map(([name, text]) => {
      const values = Object.hasOwn(assumptionValues, name) ? assumptionValues[name as keyof Assumptions] : []
      const value = values.find((one) => String(one) === text)
      if (value !== undefined) return [name, value]
      if (values.length > 0) throw new Error(`${name} can be ${values.join(' or ')}, not ${text}`)
      throw new Error(
        `No assumption is called ${name}; there are ${Object.keys(assumptionValues).join(', ')}`,
      )
    }),
  )
}

export const defaultAssumptions = Object.fromEntries(
  Object.entries(assumptionValues).map(([name, [first]]) => [name, first]),
) as unknown as Assumptions
