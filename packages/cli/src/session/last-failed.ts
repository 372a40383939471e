import { lastSession } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'

/**
 * Full names of the tests that did not pass in the last session, whether it came to its end or not.
 * @throws UserError when there was none yet
 */
export const lastFailed = (outputDir: string): ReadonlySet<string> => {
  const session = lastSession(outputDir)
  if (!session) {
    throw new UserError(
      'usage',
      `--last-failed: there is no session in ${outputDir} that ran a test`,
      'Run without it once.',
    )
  }
  const well = new Set(['passed', 'skipped'])
  const bad = session.tests.filter(({ result }) => !well.has(result?.verdict ?? ''))
  return new Set(bad.map(({ test }) => test.id))
}
