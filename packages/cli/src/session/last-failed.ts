import { UserError } from '@loadero-test/runner/errors'
import { lastSession } from '@loadero-test/runner/specs'

/**
 * Full names of the tests that did not pass in the last session, even when it was interrupted.
 * @throws UserError when there is no session
 */
export function lastFailed(outputDir: string): ReadonlySet<string> {
  const session = lastSession(outputDir)
  if (!session) {
    throw new UserError(
      'usage',
      `--last-failed: no session in ${outputDir} has run a test`,
      'Run once without --last-failed.',
    )
  }
  const failed = session.tests.filter(({ result }) => !['passed', 'skipped'].includes(result?.verdict ?? ''))
  return new Set(failed.map(({ test }) => test.id))
}
