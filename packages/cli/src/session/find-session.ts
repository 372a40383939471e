import { type JournaledSession, readSession } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import type { Config, Environment, RunTarget } from '../config/config.js'
import { tokenVariable } from '../options/options.js'

/** A session by its id, or the last one. @throws UserError when there is none, or its journal cannot be read */
export function findSession({ outputDir }: Config, sessionId: string): JournaledSession {
  return readSession(outputDir, sessionId)
}

/**
 * Where the runs of a session are.
 * @throws UserError when that was a server of the session's own, and when the token is not there
 */
export function targetOf(
  { opening: { id, target } }: JournaledSession,
  env: Environment,
): Extract<RunTarget, { kind: 'service' }> {
  if (target.kind !== 'service') {
    const hint = `Its runs ended with it; \`loadero-test report ${id}\` tells what there was.`
    throw new UserError('usage', `session ${id} ran on this machine, and its server is gone`, hint)
  }
  const accessToken = env[tokenVariable]
  if (!accessToken) throw new UserError('config', `${tokenVariable} is not set`)
  return { ...target, accessToken }
}
