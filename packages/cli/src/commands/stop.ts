import { AuthenticationError, LoaderoClient, systemClock } from '@loadero-test/core'
import { type Exit, stopSession } from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { findSession, targetOf } from '../session/find-session.js'
import type { CommandContext } from '../terminal/command-context.js'

/** Stops the runs of a session that still go on, and says which. */
export async function stopCommand(
  sessionId: string,
  config: Config,
  { env, write }: Pick<CommandContext, 'env' | 'write'>,
): Promise<Exit> {
  const session = findSession(config, sessionId)
  const client = new LoaderoClient({ ...targetOf(session, env), rateLimit: config.requestsPerSecond })
  const end = (code: Exit['code'], why: string): Exit => {
    write(`Exit ${code}: ${why}\n`)
    return { code, reason: why }
  }
  try {
    const stopped = await stopSession(session, { client, clock: systemClock })
    for (const { test, note } of stopped) write(`${test}: ${note}\n`)
    return stopped.every(({ over }) => over)
      ? end(0, `session ${session.opening.id} has no run that goes on`)
      : end(75, 'some of its runs may still be going')
  } catch (error) {
    write(`${error instanceof Error ? error.message : String(error)}\n`)
    return end(error instanceof AuthenticationError ? 4 : 75, 'its runs may still be going')
  } finally {
    await client.close()
  }
}
