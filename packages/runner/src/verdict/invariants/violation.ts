/** Each is a sentence that holds for every correct run. docs/verdict.md explains them. */
export const invariants = {
  'run-of-spec': 'The frozen copy of the run equals the spec.',
  'run-complete': 'The facts of the run itself do not contradict each other or the spec.',
  'participants-of-spec': 'Each participant that the spec asks for is in the run exactly once, and no other.',
  'result-of-participant':
    'Each participant of the run has exactly one result, and each result is of one of them.',
  'result-list-and-detail': 'A result read alone says what the list of results says.',
  'result-status': 'The status of a result follows from its script and its asserts.',
  'success-rate': 'The success rate is the share of results that passed.',
  'asserts-of-spec': 'The run checked each assert of the spec, with its preconditions, and no other.',
  'assert-counts': 'The counts of an assert add up, and agree with the results.',
  'assert-of-result':
    'A result has each assert once, with a known status that its own value does not contradict.',
  'assert-applies': 'An assert is checked on the participants that meet its preconditions, and on no others.',
  'metrics-available': 'Metrics are judged only when the service has finished them.',
  'metric-value': 'A metric is a finite number in the range of its unit, and its aggregates are in order.',
} as const

export type Invariant = keyof typeof invariants

/** An invariant that does not hold. */
export interface Violation {
  readonly invariant: Invariant
  /** One line with both sides. */
  readonly message: string
  /** Labels of the participants that it is about. */
  readonly participants?: readonly string[]
}

export function violation(
  invariant: Invariant,
  message: string,
  participants?: readonly string[],
): Violation {
  return { invariant, message, ...(participants && { participants }) }
}
