import { type LoaderoClient, RequestError } from '@loadero-test/core'
import type { Exit } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import type { Config } from '../config/config.js'
import { tokenVariable } from '../options/options.js'
import { createServiceClient } from '../target/create-client.js'
import { exitOfError } from '../target/exit-of-error.js'
import { clientExtraValues } from '../target/remote-client.js'

/**
 * Calls `use` with a client of the project, and closes it. A failed request is the exit of the command.
 * @param subject what is at Loadero, for the error without a token: `run 34`
 */
export async function withService(
  config: Config,
  subject: string,
  use: (client: LoaderoClient) => Promise<Exit>,
): Promise<Exit> {
  const client = openService(config, subject)
  try {
    return await use(client)
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    return exitOfError(error)
  } finally {
    await client.close()
  }
}

/** @throws UserError without a token and a project */
export function openService(config: Config, subject: string): LoaderoClient {
  const { target } = config
  if (target.kind !== 'service') {
    const hint = `Set ${tokenVariable} and LOADERO_PROJECT_ID.`
    throw new UserError('usage', `${subject} is at Loadero, which needs a token and a project`, hint)
  }
  return createServiceClient(target, {
    alsoAllow: clientExtraValues(config),
    rateLimit: config.requestsPerSecond,
  })
}

/** Where whole results of ended runs are kept. */
export function resultCacheOf({ outputDir, target }: Config): string {
  return `${outputDir}/cache/project-${target.kind === 'service' ? target.projectId : 0}`
}
