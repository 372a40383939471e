import { isAbsolute, relative, resolve, sep } from 'node:path'
import { AuthenticationError, LoaderoClient, RequestError, systemClock } from '@loadero-test/core'
import {
  type Exit,
  InterruptedError,
  plainLine,
  type PullResult,
  pullTests,
  UserError,
} from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { findOptions } from '../session/find-options.js'
import { tokenVariable } from '../options/options.js'
import type { CommandContext } from '../terminal/command-context.js'

/** Writes the tests that exist at Loadero as spec and script files. */
export async function pullCommand(
  config: Config,
  { write, signal, version, specModule }: Pick<CommandContext, 'write' | 'signal' | 'version' | 'specModule'>,
): Promise<Exit> {
  const { target } = config
  if (target.kind !== 'service') {
    throw new UserError(
      'usage',
      'pull reads a project at Loadero, and none is given',
      `Set ${tokenVariable} and LOADERO_PROJECT_ID.`,
    )
  }
  if (config.filters.length > 0) {
    throw new UserError(
      'usage',
      `pull takes no paths, and so not '${config.filters[0]}'`,
      'Choose tests with -t.',
    )
  }
  const directory = directoryOf(config)
  write(`loadero-test ${version}  project ${target.projectId} at ${target.apiBase}\n`)
  const client = new LoaderoClient({ ...target, clock: systemClock, rateLimit: config.requestsPerSecond })
  try {
    const pulled = await pullTests(
      client,
      {
        find: findOptions(config, specModule),
        prefix: config.prefix,
        directory,
        overwrite: config.force,
      },
      signal,
    )
    write(
      linesOf(pulled)
        .map((line) => `${plainLine(line)}\n`)
        .join(''),
    )
    return told(write, exitOf(pulled, config))
  } catch (error) {
    return told(write, exitOfFailure(error))
  } finally {
    await client.close()
  }
}

function told(write: CommandContext['write'], exit: Exit): Exit {
  write(`Exit ${exit.code}: ${exit.reason}\n`)
  return exit
}

/** @throws UserError for a directory where no session would look */
function directoryOf({ root, into }: Config): string {
  const directory = relative(root, resolve(root, into))
  if (directory.split(sep)[0] !== '..' && !isAbsolute(directory)) return directory.replaceAll(sep, '/')
  throw new UserError('usage', `--into ${into} is not below the root, where specs are looked for`)
}

function linesOf({ files, tests, leftOut, unseen }: PullResult): readonly string[] {
  return [
    ...files.map((file) => `wrote ${file}`),
    ...tests
      .filter(({ flaws }) => flaws.length > 0)
      .map(({ name, file, flaws }) => `'${name}' is marked skip in ${file}: ${flaws.join('; ')}`),
    ...leftOut.map(({ name, reason: why }) => `'${name}' was left out: it ${why}`),
    ...unseen.map(
      (file) => `${file} is no spec to a session: \`include\` of the configuration leaves it out`,
    ),
  ]
}

function exitOf({ tests, leftOut, files }: PullResult, { passWithNoTests, name }: Config): Exit {
  if (tests.length + leftOut.length === 0) {
    const why = name === undefined ? 'the project has no tests' : 'the project has no test of such a name'
    return { code: passWithNoTests ? 0 : 3, reason: why }
  }
  const skipped = tests.filter(({ flaws }) => flaws.length > 0).length
  const words = [`${tests.length} ${tests.length === 1 ? 'test' : 'tests'} pulled`]
  if (skipped > 0) words.push(`${skipped} of them marked skip`)
  if (leftOut.length > 0) words.push(`${leftOut.length} left out`)
  if (files.length === 0) words.push('all files were there already')
  return { code: 0, reason: words.join(', ') }
}

/** @throws whatever is not Loadero's answer, or the lack of one */
function exitOfFailure(error: unknown): Exit {
  if (error instanceof InterruptedError)
    return { code: error.by === 'SIGINT' ? 130 : 143, reason: 'interrupted' }
  if (!(error instanceof RequestError)) throw error
  return { code: error instanceof AuthenticationError ? 4 : 75, reason: error.message }
}
