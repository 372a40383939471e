import type { LoaderoClient } from '@loadero-test/core'
import {
  asSessionError,
  type Exit,
  findPrunable,
  plainLine,
  type Prunable,
  refusalOf,
  type SessionError,
} from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import pc from 'picocolors'
import type { Config } from '../config/config.js'
import { findOptions } from '../session/find-options.js'
import { remoteClient } from '../target/remote-client.js'
import { interruptedBy, type CommandContext } from '../terminal/command-context.js'
import { formatProblems } from '../terminal/format-problems.js'

/** Deletes the tests at Loadero that were made for this project and prefix and that no spec declares, once it may. */
export async function pruneCommand(config: Config, surroundings: CommandContext): Promise<Exit> {
  const { env, write, colors, signal, version } = surroundings
  refuseSelection(config)
  const client = remoteClient(config, env)
  write(`loadero-test ${version}  ${client.words}\n`)
  try {
    const exit = await pruneAt(client.connect, config, surroundings)
    write(`Exit ${exit.code}: ${exit.reason}\n`)
    return exit
  } catch (error) {
    if (error instanceof UserError) throw error
    const errors = [asSessionError(error)]
    const exit = exitOfTrouble(errors, signal)
    const lines = formatProblems({ diagnostics: [], errors }, pc.createColors(colors))
    for (const line of [...lines, `Exit ${exit.code}: ${exit.reason}`]) write(`${line}\n`)
    return exit
  } finally {
    await client.close()
  }
}

/** What is left out of a selection is declared all the same, and must not look as if it were not. */
function refuseSelection({ filters, name, tag, shard, lastFailed }: Config) {
  if (filters.length === 0 && !name && !tag && !shard && !lastFailed) return
  throw new UserError(
    'usage',
    'prune looks at all specs',
    'Leave out filters, --name, --tag, --shard and --last-failed.',
  )
}

async function pruneAt(
  connect: () => Promise<LoaderoClient>,
  config: Config,
  { write, colors, signal, specModule, confirm }: CommandContext,
): Promise<Exit> {
  const c = pc.createColors(colors)
  const print = (line: string) => write(`${line}\n`)
  const found = await findPrunable(findOptions(config, specModule), config, { connect, signal })
  const { client, prunable, renamed, diagnostics } = found
  for (const line of formatProblems({ diagnostics, errors: [] }, c)) print(line)
  const refusal = refusalOf({ diagnostics, errors: [] })
  if (refusal) return refusal
  for (const [name, before] of renamed)
    print(`~ ${plainLine(before)} is kept: the next push calls it '${plainLine(name)}'`)
  for (const test of prunable) print(lineOf(test))
  if (client === undefined || prunable.length === 0) return { code: 0, reason: 'there is nothing to prune' }
  const runs = prunable.reduce((sum, test) => sum + test.runs, 0)
  const what = `${countOf(prunable.length, 'test')}, with ${countOf(runs, 'run')}`
  if (!config.yes) {
    if (confirm === undefined) return { code: 5, reason: `${what}, would be deleted, which needs --yes` }
    if (!(await confirm(`Delete ${what}, for good?`))) return { code: 5, reason: 'nothing was deleted' }
  }
  const errors = await remove(client, prunable, signal)
  for (const line of formatProblems({ diagnostics: [], errors }, c)) print(line)
  if (errors.length === 0) return { code: 0, reason: `${what}, deleted` }
  return exitOfTrouble(errors, signal)
}

/** One that cannot be deleted, e.g. because it is running, does not keep the others. */
async function remove(client: LoaderoClient, tests: readonly Prunable[], signal: AbortSignal) {
  const errors: SessionError[] = []
  for (const { id } of tests) {
    if (signal.aborted) break
    await client.tests.delete(id, { signal }).catch((error: unknown) => errors.push(asSessionError(error)))
  }
  return errors
}

function exitOfTrouble(errors: readonly SessionError[], signal: AbortSignal): Exit {
  return (
    refusalOf({ diagnostics: [], errors, ...interruptedBy(signal) }) ?? {
      code: 75,
      reason: 'not everything could be read or deleted: worth another try',
    }
  )
}

function lineOf({ id, name, file, runs }: Prunable): string {
  return `- ${plainLine(name)}  ${file}  test ${id}  ${countOf(runs, 'run')}`
}

function countOf(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`
}
