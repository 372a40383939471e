/**
 * How the service behaves where its documentation does not say, or contradicts itself. Each assumption is a switch.
 * Its first value is the default.
 */
export const assumptionValues = {
  /** The status of a successful copy, which is documented as 200 and as 201. */
  copyStatus: [200, 201],
  /** The status of an accepted stop, which is documented as 202 and as 204. */
  stopStatus: [202, 204],
  /** Whether the results of a live run can be read. Else 409. */
  resultsWhileLive: [false, true],
  /** Whether a test with a live run can be launched. Else 409. */
  launchWhileLive: [true, false],
  /** Whether a test with a live run can be deleted. Else 409. */
  deleteWhileLive: [false, true],
  /** Whether the participants of a deleted group are deleted with it. */
  groupDeletion: ['cascade', 'ungroup'],
  /** Whether an update keeps the optional keys that it leaves out. */
  omittedOnUpdate: ['keep', 'default'],
  /** Whether a value that is in no enumeration is a 422. */
  unknownValues: ['refuse', 'accept'],
  /** Whether a filter by name matches a part of the name, or the whole name. */
  nameFilter: ['part', 'whole'],
  /** Whether `filter_started` and `filter_finished` take a boolean, or a time, on which the official clients disagree. */
  momentFilters: ['both', 'boolean', 'time'],
  /** Whether a test needs a script. The API description requires it, the official Python client does not. */
  testScript: ['required', 'optional'],
  /** Whether the last participant of a linear ramp-up starts before the end of the window, or at it. */
  linearRampUp: ['before-end', 'at-end'],
  /** The status of an assert whose metric was not measured. */
  missingMetric: ['fail', 'skipped'],
  /** Whether `regex` matches a part of the value, or the whole value. */
  regexMatch: ['part', 'whole'],
  /** Which names of a browser a precondition is compared with. */
  browserCondition: ['both', 'alias', 'version'],
  /** Which value an assert on a timecard with repeats is compared with. */
  repeatedTimecards: ['average', 'last', 'maximum'],
  /** Whether a session-record run has WebRTC data: newer pages of the wiki say so, older ones deny it. */
  sessionRecordWebrtc: [true, false],
} as const

export type Assumptions = {
  readonly [K in keyof typeof assumptionValues]: (typeof assumptionValues)[K][number]
}

/**
 * Parses switches that are text, e.g. from a command line.
 * @throws for an unknown name or value, with the known ones
 */
export function parseAssumptions(switches: Readonly<Record<string, string>>): Partial<Assumptions> {
  return Object.fromEntries(
    Object.entries(switches).map(([name, text]) => {
      const values = Object.hasOwn(assumptionValues, name) ? assumptionValues[name as keyof Assumptions] : []
      const value = values.find((candidate) => String(candidate) === text)
      if (value !== undefined) return [name, value]
      if (values.length > 0) {
        throw new Error(`Invalid value ${text} of the assumption ${name}. Use ${values.join(' or ')}.`)
      }
      const names = Object.keys(assumptionValues).join(', ')
      throw new Error(`Unknown assumption ${name}. The assumptions are: ${names}.`)
    }),
  )
}

export const defaultAssumptions = Object.fromEntries(
  Object.entries(assumptionValues).map(([name, [first]]) => [name, first]),
) as unknown as Assumptions
