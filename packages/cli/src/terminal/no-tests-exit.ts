import { type Exit, exitCodes } from '@loadero-test/runner/exit-codes'
import type { Config } from '../config/config.js'

/** The exit of a command that selects no test. */
export function noTestsExit({ session }: Pick<Config, 'session'>): Exit {
  return session.passWithNoTests
    ? { code: exitCodes.passed, reason: 'no test is selected, which --pass-with-no-tests allows' }
    : { code: exitCodes.empty, reason: 'no test was found' }
}
