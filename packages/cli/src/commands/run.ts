import { plural } from '@loadero-test/core/internal'
import { type Exit, exitCodes, type JournaledSession, NothingSelectedError } from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { toFindOptions } from '../session/find-options.js'
import { findComparedSide } from '../session/find-compared-side.js'
import { createSessions } from '../session/sessions.js'
import type { CommandContext } from '../terminal/command-context.js'

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
    const { name, tag, lastFailed } = config
    const conditions = [
      ...(name === undefined ? [] : [`--name ${name.source}`]),
      ...(tag === undefined ? [] : [`--tag ${tag}`]),
      ...(lastFailed ? ['--last-failed'] : []),
    ]
    const verb = error.declared === 1 ? 'is' : 'are'
    const reason =
      conditions.length === 0
        ? 'no test was found'
        : `no test matches ${conditions.join(' and ')}; without ${conditions.length === 1 ? 'it' : 'them'} there ${verb} ${plural(error.declared, 'test')}`
    return { code: exitCodes.empty, reason }
  } finally {
    await close()
  }
}
