import { isAbsolute, relative, resolve, sep } from 'node:path'
import { RequestError } from '@loadero-test/core'
import { plural } from '@loadero-test/core/internal'
import {
  type Exit,
  exitCodes,
  InterruptedError,
  plainLine,
  type PullResult,
  pullTests,
  signalExits,
  UserError,
} from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { toFindOptions } from '../session/find-options.js'
import { createServiceClient } from '../target/create-client.js'
import { exitOfError } from '../target/exit-of-error.js'
import type { CommandContext } from '../terminal/command-context.js'

/** Writes the tests of a project at Loadero as spec and script files. */
export async function pullCommand(
  config: Config,
  { write, signal, version, specModule }: Pick<CommandContext, 'write' | 'signal' | 'version' | 'specModule'>,
): Promise<Exit> {
  const { target } = config
  if (target.kind !== 'service') throw new UserError('usage', 'pull needs a project at Loadero')
  const { root, outDir } = config
  const directory = relative(root, resolve(root, outDir)).replaceAll(sep, '/')
  if (directory.split('/')[0] === '..' || isAbsolute(directory))
    throw new UserError('usage', `--out-dir ${outDir} must be inside the root, where specs are found`)
  write(`loadero-test ${version}  project ${target.projectId} at ${target.apiBase}\n`)
  const client = createServiceClient(target, { rateLimit: config.requestsPerSecond })
  try {
    const pulled = await pullTests(
      client,
      {
        find: toFindOptions(config, specModule),
        prefix: config.session.prefix,
        directory,
        overwrite: config.session.force,
      },
      signal,
    )
    write(
      linesOf(pulled)
        .map((line) => `${plainLine(line)}\n`)
        .join(''),
    )
    return exitOf(pulled, config)
  } catch (error) {
    if (error instanceof InterruptedError) return signalExits[error.by]
    if (!(error instanceof RequestError)) throw error
    return exitOfError(error)
  } finally {
    await client.close()
  }
}

function linesOf({ files, tests, leftOut, unseen }: PullResult): readonly string[] {
  return [
    ...files.map((file) => `wrote ${file}`),
    ...tests
      .filter(({ flaws }) => flaws.length > 0)
      .map(({ name, file, flaws }) => `'${name}' is marked skip in ${file}: ${flaws.join('; ')}`),
    ...leftOut.map(({ name, reason }) => `'${name}' was left out: it ${reason}`),
    ...unseen.map(
      (file) => `${file} is not a spec file of this project: \`include\` of the configuration excludes it`,
    ),
  ]
}

function exitOf({ tests, leftOut, files }: PullResult, { session, name }: Config): Exit {
  if (tests.length + leftOut.length === 0) {
    const reason =
      name === undefined ? 'the project has no tests' : 'no test of the project has a matching name'
    return { code: session.passWithNoTests ? exitCodes.passed : exitCodes.empty, reason }
  }
  const skipped = tests.filter(({ flaws }) => flaws.length > 0).length
  const parts = [`${plural(tests.length, 'test')} pulled`]
  if (skipped > 0) parts.push(`${skipped} of them marked skip`)
  if (leftOut.length > 0) parts.push(`${leftOut.length} left out`)
  if (files.length === 0) parts.push('all files already up to date')
  return { code: exitCodes.passed, reason: parts.join(', ') }
}
