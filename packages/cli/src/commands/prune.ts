import type { LoaderoClient } from '@loadero-test/core'
import { plural } from '@loadero-test/core/internal'
import {
  asSessionError,
  type Exit,
  exitCodes,
  findPrunable,
  plainLine,
  refusalOf,
  type SessionError,
} from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import pc from 'picocolors'
import type { Config } from '../config/config.js'
import { toFindOptions } from '../session/find-options.js'
import { createRemoteClient } from '../target/remote-client.js'
import { interruptedBy, type CommandContext } from '../terminal/command-context.js'
import { formatProblems } from '../terminal/format-problems.js'

/** Deletes the tests at Loadero that were created for this project and prefix and that no spec declares. */
export async function pruneCommand(config: Config, context: CommandContext): Promise<Exit> {
  const { env, write, colors, signal, version } = context
  const client = createRemoteClient(config, env)
  write(`loadero-test ${version}  ${client.description}\n`)
  try {
    return await pruneAt(client.connect, config, context)
  } catch (error) {
    if (error instanceof UserError) throw error
    const errors = [asSessionError(error)]
    const exit = exitOfErrors(errors, signal)
    const lines = formatProblems({ diagnostics: [], errors }, pc.createColors(colors))
    for (const line of lines) write(`${line}\n`)
    return exit
  } finally {
    await client.close()
  }
}

async function pruneAt(
  connect: () => Promise<LoaderoClient>,
  config: Config,
  { write, colors, signal, specModule, confirm }: CommandContext,
): Promise<Exit> {
  const c = pc.createColors(colors)
  const print = (line: string) => write(`${line}\n`)
  const result = await findPrunable(toFindOptions(config, specModule), config.session, { connect, signal })
  const { client, prunable, renamed, kept, diagnostics } = result
  for (const line of formatProblems({ diagnostics, errors: [] }, c)) print(line)
  const refusal = refusalOf({ diagnostics, errors: [] })
  if (refusal) return refusal
  for (const [name, before] of renamed)
    print(`~ ${plainLine(before)} is kept: the next push renames it to '${plainLine(name)}'`)
  for (const [name, reason] of kept) print(`= ${plainLine(name)} is kept: ${plainLine(reason)}`)
  for (const { id, name, file, runs } of prunable)
    print(`- ${plainLine(name)}  ${file}  test ${id}  ${plural(runs, 'run')}`)
  if (client === undefined || prunable.length === 0)
    return { code: exitCodes.passed, reason: 'nothing to prune' }
  const runs = prunable.reduce((sum, test) => sum + test.runs, 0)
  const summary = `${plural(prunable.length, 'test')} with ${plural(runs, 'run')}`
  if (!config.yes) {
    if (confirm === undefined)
      return {
        code: exitCodes.overLimit,
        reason: `${summary} would be deleted; use --yes to delete without a prompt`,
      }
    if (!(await confirm(`Permanently delete ${summary}?`)))
      return { code: exitCodes.overLimit, reason: 'nothing was deleted' }
  }
  const errors: SessionError[] = []
  // A test that cannot be deleted, for example because it is running, does not stop the others.
  for (const { id } of prunable) {
    if (signal.aborted) break
    await client.tests.delete(id, { signal }).catch((error: unknown) => errors.push(asSessionError(error)))
  }
  for (const line of formatProblems({ diagnostics: [], errors }, c)) print(line)
  if (errors.length === 0) return { code: exitCodes.passed, reason: `${summary} deleted` }
  return exitOfErrors(errors, signal)
}

function exitOfErrors(errors: readonly SessionError[], signal: AbortSignal): Exit {
  return (
    refusalOf({ diagnostics: [], errors, ...interruptedBy(signal) }) ?? {
      code: exitCodes.errored,
      reason: 'some tests could not be read or deleted; retry later',
    }
  )
}
