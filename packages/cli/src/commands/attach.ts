import { RequestError } from '@loadero-test/core'
import {
  defaultSessionSettings,
  type Exit,
  exitCodes,
  type JournaledSession,
  readSession,
} from '@loadero-test/runner'
import { createServiceClient } from '../target/create-client.js'
import { exitOfError } from '../target/exit-of-error.js'
import { sessionTarget } from '../session/session-target.js'
import type { Config } from '../config/config.js'
import type { CommandContext } from '../terminal/command-context.js'
import { runCommand } from './run.js'

/** Resumes a session from its journal and completes it. */
export async function attachCommand(
  sessionId: string,
  config: Config,
  context: CommandContext,
): Promise<Exit> {
  const session = readSession(config.outputDir, sessionId)
  const refusal = await checkAccess(session, config, context)
  if (refusal) return refusal
  const { settings } = session.opening
  // The settings of the session come from the journal; progress and reports follow this command.
  const restored = {
    ...config,
    session: { ...defaultSessionSettings, ...settings },
    target: sessionTarget(session, context.env),
  }
  const { capacity } = settings
  if (capacity === undefined) return runCommand(restored, context, session)
  const { resumeCapacityCommand } = await import('./capacity.js')
  return resumeCapacityCommand(capacity.search, restored, context)
}

/** The exit when the runs cannot be read with these settings. A session that went on would end without their results. */
async function checkAccess(
  session: JournaledSession,
  config: Config,
  { env, signal }: CommandContext,
): Promise<Exit | undefined> {
  const client = createServiceClient(sessionTarget(session, env), { rateLimit: config.requestsPerSecond })
  try {
    await client.runs.list({ limit: 1 }, { signal })
    return undefined
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    const exit = exitOfError(error)
    return exit.code === exitCodes.errored ? undefined : exit
  } finally {
    await client.close()
  }
}
