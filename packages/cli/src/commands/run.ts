import { plural } from '@loadero-test/core/internal'
import { type Exit, exitCodes, type JournaledSession, NothingSelectedError } from '@loadero-test/runner'
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
  const find = { ...toFindOptions(config, context.specModule), ...(resumed && { shard: undefined }) }
  const { run, close } = await createSessions(config, context)
  try {
    // An empty shard is reported, because the other shards need its report.
    const refuseEmpty = !resumed && !config.session.passWithNoTests && config.session.shard === undefined
    const { exit } = await run({ find, signal: context.signal, resumed, refuseEmpty })
    return exit
  } catch (error) {
    if (!(error instanceof NothingSelectedError)) throw error
    return { code: exitCodes.empty, reason: describeSelection(config, error) }
  } finally {
    await close()
  }
}

/** `no test matches --name gamma; without it there are 12 tests`. */
function describeSelection({ name, tag, lastFailed }: Config, { declared }: NothingSelectedError): string {
  const conditions = [
    ...(name === undefined ? [] : [`--name ${name.source}`]),
    ...(tag === undefined ? [] : [`--tag ${tag}`]),
    ...(lastFailed ? ['--last-failed'] : []),
  ]
  if (conditions.length === 0) return 'no test was found'
  return `no test matches ${conditions.join(' and ')}; without it there ${declared === 1 ? 'is' : 'are'} ${plural(declared, 'test')}`
}
