import type { Exit, JournaledSession } from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { toFindOptions } from '../session/find-options.js'
import { createSessions } from '../session/sessions.js'
import type { CommandContext } from '../terminal/command-context.js'

/** Runs one session, or watches. */
export async function runCommand(
  config: Config,
  context: CommandContext,
  resumed?: JournaledSession,
): Promise<Exit> {
  if (config.watch) return (await import('../watch/watch.js')).watch(config, context)
  const { signal, specModule } = context
  const { run, write, close } = createSessions(config, context)
  try {
    const { exit } = await run({ find: toFindOptions(config, specModule), signal, resumed })
    write(`Exit ${exit.code}: ${exit.reason}\n`)
    return exit
  } finally {
    await close()
  }
}
