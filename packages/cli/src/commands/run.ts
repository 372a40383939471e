import type { Exit, JournaledSession } from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { findOptions } from '../session/find-options.js'
import { openSessions } from '../session/sessions.js'
import type { Surroundings } from '../terminal/command-context.js'

/** The main job, from the settled configuration to the exit code. */
export async function run(
  config: Config,
  surroundings: Surroundings,
  past?: JournaledSession,
): Promise<Exit> {
  if (config.watch) return (await import('../watch/watch.js')).watch(config, surroundings)
  const { signal, specModule } = surroundings
  const { play, write, close } = openSessions(config, surroundings)
  try {
    const { exit } = await play({ find: findOptions(config, specModule), signal, past })
    write(`Exit ${exit.code}: ${exit.why}\n`)
    return exit
  } finally {
    await close()
  }
}
