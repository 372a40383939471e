import { plural } from '@loadero-test/core/internal'
import { type Exit, exitCodes } from '@loadero-test/runner/exit-codes'
import type { Config } from '../config/config.js'

/**
 * The exit of a command that selects no test. It names the options that no test matches.
 * @param declared how many tests there are without these options
 */
export function noTestsExit(
  { session, name, tag, lastFailed }: Pick<Config, 'session' | 'name' | 'tag' | 'lastFailed'>,
  declared?: number,
): Exit {
  if (session.passWithNoTests)
    return { code: exitCodes.passed, reason: 'no test is selected, which --pass-with-no-tests allows' }
  const options = [
    ...(name === undefined ? [] : [`--name ${name.source.replaceAll(String.raw`\/`, '/')}`]),
    ...(tag === undefined ? [] : [`--tag ${tag}`]),
    ...(lastFailed ? ['--last-failed'] : []),
  ]
  if (options.length === 0) return { code: exitCodes.empty, reason: 'no test was found' }
  const others =
    declared === undefined
      ? ''
      : `; without ${options.length === 1 ? 'it' : 'them'} there ${declared === 1 ? 'is' : 'are'} ${plural(declared, 'test')}`
  return { code: exitCodes.empty, reason: `no test to run matches ${options.join(' and ')}${others}` }
}
