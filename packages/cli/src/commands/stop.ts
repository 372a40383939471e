import { systemClock } from '@loadero-test/core'
import { type Exit, exitCodes, forgetEndedSession, readSession, stopSession } from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { sessionTarget } from '../session/session-target.js'
import { createServiceClient } from '../target/create-client.js'
import { exitOfError } from '../target/exit-of-error.js'
import type { CommandContext } from '../terminal/command-context.js'

/** Stops the active runs of a session and prints them. */
export async function stopCommand(
  sessionId: string,
  config: Config,
  { env, write }: Pick<CommandContext, 'env' | 'write'>,
): Promise<Exit> {
  const session = readSession(config.outputDir, sessionId)
  const client = createServiceClient(sessionTarget(session, env), { rateLimit: config.requestsPerSecond })
  try {
    const stopped = await stopSession(session, { client, clock: systemClock })
    for (const { test, note } of stopped) write(`${test}: ${note}\n`)
    const isOver = stopped.every(({ over }) => over)
    if (isOver) forgetEndedSession(config.outputDir, session.opening.id)
    return isOver
      ? { code: exitCodes.passed, reason: `session ${session.opening.id} has no active run` }
      : { code: exitCodes.errored, reason: 'some runs of the session may still be active' }
  } catch (error) {
    const { code, reason } = exitOfError(error)
    write(`${reason}\n`)
    return { code, reason: 'runs of the session may still be active' }
  } finally {
    await client.close()
  }
}
