import { defaultSessionSettings, type Exit, type JournaledSession, readSession } from '@loadero-test/runner'
import { sessionTarget } from '../session/session-target.js'
import type { Config } from '../config/config.js'
import type { CommandContext } from '../terminal/command-context.js'
import { runCommand } from './run.js'

/** Resumes a session from its journal and completes it. */
export function attachCommand(sessionId: string, config: Config, context: CommandContext): Promise<Exit> {
  const session = readSession(config.outputDir, sessionId)
  return runCommand(restoreSettings(config, session, context), context, session)
}

/** The settings of the session come from the journal; progress and reports follow this command. */
function restoreSettings(config: Config, session: JournaledSession, { env }: CommandContext): Config {
  return {
    ...config,
    session: { ...defaultSessionSettings, ...session.opening.settings },
    target: sessionTarget(session, env),
  }
}
