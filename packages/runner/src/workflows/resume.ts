import { UserError } from '../model/errors.js'
import { fingerprintTest } from '../journal/fingerprint.js'
import type { JournaledSession, JournaledTest } from '../journal/read.js'
import type { TestCase } from '../model/model.js'

/** A test that is to be played, maybe from where another process left it. */
export interface Task {
  readonly test: TestCase
  readonly past?: JournaledTest
  /** Whether another script would be launched than when the session began. */
  readonly otherScript?: boolean
}

/**
 * Finds what a session has left among the specs as they are now.
 * @throws UserError when a test is gone or has changed: its run would be judged by what it was not launched for
 */
export function resumeTasks({ opening, tests }: JournaledSession, found: readonly TestCase[]): readonly Task[] {
  const changed: string[] = []
  const left = tests.flatMap((past): Task[] => {
    if (past.result) return []
    const test = found.find(({ id }) => id === past.test.id)
    const now = test && fingerprintTest(test)
    if (test && now?.specHash === past.test.specHash) {
      return [{ test, past, otherScript: now.scriptHash !== past.test.scriptHash }]
    }
    changed.push(`'${past.test.id}' ${test ? 'has changed' : 'is gone'}`)
    return []
  })
  if (changed.length === 0) return left
  throw new UserError(
    'specs',
    `session ${opening.id} cannot be taken up with these specs: ${changed.join(', ')} since it began`,
    'Check out the specs as they were; or use `stop` and `report` for what there is.',
  )
}
