import type { Exit, JournaledSession } from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { findOptions } from '../session/find-options.js'
import { createSessions } from '../session/sessions.js'
import type { CommandContext } from '../terminal/command-context.js'

/** The main job, from the settled configuration to the exit code. */
export async function runCommand(
  config: Config,
  surroundings: CommandContext,
  past?: JournaledSession,
): Promise<Exit> {
  if (config.watch) return (await import('../watch/watch.js')).watch(config, surroundings)
  const { signal, specModule } = surroundings
  const { play, write, close } = createSessions(config, surroundings)
  try {
    const { exit } = await play({ find: findOptions(config, specModule), signal, past })
    write(`Exit ${exit.code}: ${exit.reason}\n`)
    return exit
  } finally {
    await close()
  }
}
