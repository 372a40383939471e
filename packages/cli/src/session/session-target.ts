import type { JournaledSession, SessionTarget } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import type { Config } from '../config/config.js'
import type { RunTarget } from '../config/run-target.js'
import type { Environment } from '../options/environment.js'
import { tokenVariable } from '../options/options.js'

/**
 * The target of an earlier session.
 * @throws UserError when the session was local, and when the token is not set
 */
export function sessionTarget(
  { opening: { id, target } }: JournaledSession,
  env: Environment,
): Extract<RunTarget, { kind: 'service' }> {
  if (target.kind !== 'service') {
    const hint = `Its runs ended with it. To report it again: loadero-test report ${id}`
    throw new UserError('usage', `session ${id} was local, and its server has stopped`, hint)
  }
  const accessToken = env[tokenVariable]?.trim()
  if (!accessToken) throw new UserError('config', `${tokenVariable} is not set`)
  return { ...target, accessToken }
}

/** Without the token, which no file may contain. */
export function targetOf({ target, isolation }: Pick<Config, 'target' | 'isolation'>): SessionTarget {
  if (target.kind === 'service')
    return { kind: 'service', projectId: target.projectId, apiBase: target.apiBase }
  return target.kind === 'local' && isolation === 'context'
    ? { kind: 'local', isolation }
    : { kind: target.kind }
}
