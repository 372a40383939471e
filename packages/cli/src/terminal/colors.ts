import { isCi } from '../config/is-ci.js'
import type { Environment } from '../options/environment.js'

/**
 * Whether a stream gets colors. `--color` and `--no-color` win over `NO_COLOR`, that over `FORCE_COLOR` (`0` and `false`
 * turn colors off), and that over what the stream is: a terminal that is not dumb, or the log of CI.
 */
export function supportsColors(
  stream: Pick<NodeJS.WriteStream, 'isTTY'>,
  env: Environment,
  flag: string | boolean | undefined,
): boolean {
  if (typeof flag === 'boolean') return flag
  if (env['NO_COLOR']) return false
  const forced = env['FORCE_COLOR']
  if (forced) return !['0', 'false'].includes(forced.toLowerCase())
  return env['TERM'] !== 'dumb' && (stream.isTTY || isCi(env))
}
