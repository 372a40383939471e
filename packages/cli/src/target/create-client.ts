import { type ClientOptions, InvalidOptionError, LoaderoClient } from '@loadero-test/core'
import { UserError } from '@loadero-test/runner/errors'
import type { RunTarget } from '../config/run-target.js'
import { tokenVariable } from '../options/options.js'

type ServiceTarget = Extract<RunTarget, { kind: 'service' }>

const settings: Readonly<Record<string, string>> = {
  accessToken: tokenVariable,
  apiBase: '--api-base or LOADERO_API_BASE',
}

/**
 * The client of a project at Loadero.
 * @throws UserError that names the setting by which no request can be sent
 */
export function createServiceClient(
  { projectId, accessToken, apiBase }: ServiceTarget,
  options: Pick<ClientOptions, 'alsoAllow' | 'rateLimit' | 'retry'> = {},
): LoaderoClient {
  try {
    return new LoaderoClient({ ...options, projectId, accessToken, apiBase })
  } catch (error) {
    if (!(error instanceof InvalidOptionError)) throw error
    throw new UserError('config', `${settings[error.option] ?? error.option} ${error.problem}`)
  }
}
