import { type Exit, type JournaledSession, NothingSelectedError } from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { toFindOptions } from '../session/find-options.js'
import { findComparedSide } from '../session/find-compared-side.js'
import { createSessions } from '../session/sessions.js'
import type { CommandContext } from '../terminal/command-context.js'
import { noTestsExit } from '../terminal/no-tests-exit.js'

/** Runs one session, or watches. */
export async function runCommand(
  config: Config,
  context: CommandContext,
  resumed?: JournaledSession,
): Promise<Exit> {
  if (config.watch) return (await import('../watch/watch.js')).watch(config, context)
  const find = { ...toFindOptions(config, context.specModule), ...(resumed && { shard: undefined }) }
  const { run, close } = await createSessions(config, context)
  try {
    // An empty shard is reported, because the other shards need its report.
    const refuseEmpty = !resumed && !config.session.passWithNoTests && config.session.shard === undefined
    const compareWith =
      config.compareWith === undefined
        ? undefined
        : await findComparedSide(config.compareWith, config, context)
    const { exit } = await run({ find, signal: context.signal, resumed, refuseEmpty, compareWith })
    return exit
  } catch (error) {
    if (!(error instanceof NothingSelectedError)) throw error
    return noTestsExit(config, error.declared)
  } finally {
    await close()
  }
}
