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
import type { PushContext } from './push.js'
import { exitOfError } from '../target/exit-of-error.js'
import type { CommandContext } from '../terminal/command-context.js'

type PullContext = PushContext & Pick<CommandContext, 'confirm'>

/** Writes the tests of a project at Loadero as spec and script files. */
export async function pullCommand(config: Config, context: PullContext): Promise<Exit> {
  const { write, signal, version, specModule } = context
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
    const { files, tests, leftOut, unseen } = pulled
    const lines = [
      ...files.map((file) => `wrote ${file}`),
      ...tests
        .filter(({ flaws }) => flaws.length > 0)
        .map(({ name, file, flaws }) => `'${name}' is marked skip in ${file}: ${flaws.join('; ')}`),
      ...leftOut.map(({ name, reason }) => `'${name}' was left out: it ${reason}`),
      ...unseen.map(
        (file) => `${file} is not a spec file of this project: \`include\` of the configuration excludes it`,
      ),
    ]
    for (const line of lines) write(`${plainLine(line)}\n`)
    return (await offerAdoption(pulled, directory, config, context)) ?? exitOf(pulled, config)
  } catch (error) {
    if (error instanceof InterruptedError) return signalExits[error.by]
    if (!(error instanceof RequestError)) throw error
    return exitOfError(error)
  } finally {
    await client.close()
  }
}

/**
 * Says which pulled tests a push would leave as they are, and asks on a terminal whether it may change them from now on.
 * @returns the exit of the push that adopts them
 */
async function offerAdoption(
  { tests, unseen }: PullResult,
  directory: string,
  config: Config,
  context: PullContext,
): Promise<Exit | undefined> {
  const unmanaged = tests.filter(
    ({ file, flaws, isManaged }) => !isManaged && flaws.length === 0 && !unseen.includes(file),
  )
  if (unmanaged.length === 0) return undefined
  const { root, session } = config
  const prefix = session.prefix === '' ? '' : ` --prefix ${session.prefix}`
  const which = unmanaged.length === tests.length ? '' : ` of ${tests.length}`
  context.write(
    `${plural(unmanaged.length, 'test')}${which} ${unmanaged.length === 1 ? 'is' : 'are'} unmanaged: loadero-test runs them, and changes them only after \`loadero-test push --adopt${prefix} ${directory}\`\n`,
  )
  const isWanted = await context.confirm?.(
    'Adopt them now? A push then makes them match their specs, and marks them in their scripts.',
  )
  if (isWanted !== true) return undefined
  const { pushCommand } = await import('./push.js')
  const files = new Set(unmanaged.map(({ file }) => resolve(root, file)))
  const pushed = { ...config, name: undefined, filters: [...files] }
  return pushCommand({ ...pushed, session: { ...session, adopt: true, force: false } }, context)
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
