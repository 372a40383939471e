import type { CallableSpecs } from '../collect/find-tests.js'
import { journalVersion } from '../journal/events.js'
import { fingerprintTest } from '../journal/fingerprint.js'
import type { JournaledSession, JournaledTest } from '../journal/read.js'
import { isError } from '../model/diagnostic.js'
import { UserError } from '../model/errors.js'
import type { SpecTest } from '../model/spec.js'

/** A test to run, from its start or from where another process left it. */
export interface Task {
  readonly test: SpecTest
  readonly journaled?: JournaledTest
  /** Whether the script differs from the one that the session began with. */
  readonly hasOtherScript?: boolean
}

/**
 * Finds the remaining tests of a session in the specs of now.
 * @throws UserError when a spec has an error, or a test is missing or has changed: its run would be judged by other
 * checks than it was launched for
 */
export function resumeTasks(
  { opening, tests }: JournaledSession,
  { tests: found, diagnostics }: Pick<CallableSpecs, 'tests' | 'diagnostics'>,
): readonly Task[] {
  const error = diagnostics.find(isError)
  if (error) {
    const { message, location } = error
    throw new UserError(
      'specs',
      `${location.file}:${location.line}: ${message}`,
      'Correct the spec, then resume the session.',
    )
  }
  if (opening.version < journalVersion) {
    throw new UserError(
      'usage',
      `session ${opening.id} was written by an older loadero-test (${opening.tool}) and cannot be resumed`,
      'Use that version. `loadero-test stop` and `loadero-test report` work with this one.',
    )
  }
  const changes: string[] = []
  const remaining = tests.flatMap((journaled): Task[] => {
    if (journaled.result) return []
    const test = found.find(({ id }) => id === journaled.test.id)
    const fingerprint = test && fingerprintTest(test)
    if (test && fingerprint?.specHash === journaled.test.specHash) {
      return [{ test, journaled, hasOtherScript: fingerprint.scriptHash !== journaled.test.scriptHash }]
    }
    changes.push(`'${journaled.test.id}' ${test ? 'has changed' : 'is missing'}`)
    return []
  })
  if (changes.length === 0) return remaining
  throw new UserError(
    'specs',
    `session ${opening.id} cannot be resumed, because the specs have changed since it began: ${changes.join(', ')}`,
    'Check out the specs of that time. `loadero-test stop` and `loadero-test report` work without them.',
  )
}
