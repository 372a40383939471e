import { UserError } from '@loadero-test/runner/errors'
import { type Exit, findTests, type FindOptions, readCapacity } from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { searchCapacity } from '../session/capacity-search.js'
import { toFindOptions } from '../session/find-options.js'
import type { CommandContext } from '../terminal/command-context.js'

/** Finds the largest size that a test holds. */
export async function capacityCommand(config: Config, context: CommandContext): Promise<Exit> {
  const find = toFindOptions(config, context.specModule)
  const test = await findOne(find, context)
  const { group, participant } = config
  const search = config.resume
    ? readCapacity(config.outputDir, ({ opening }) => opening.tests[0]?.id === test.id)
    : undefined
  if (config.resume && search?.target.kind !== config.target.kind) {
    const place = config.target.kind === 'service' ? 'at Loadero' : config.target.kind
    throw new UserError('usage', `--resume: no search for the capacity of '${test.id}' was ${place}`)
  }
  return searchCapacity(test, { group, participant }, search, { config, context, find })
}

/** Goes on with a search at Loadero. */
export async function resumeCapacityCommand(
  id: string,
  config: Config,
  context: CommandContext,
): Promise<Exit> {
  const search = readCapacity(config.outputDir, ({ opening }) => opening.settings.capacity?.search === id)
  if (search === undefined)
    throw new UserError('usage', `The search ${id} was not found in ${config.outputDir}`)
  const find = { ...toFindOptions(config, context.specModule), shard: undefined, ids: new Set([search.test]) }
  const test = await findOne(find, context)
  return searchCapacity(test, search.run, search, { config, context, find })
}

/** @throws UserError unless the filters select exactly one test, and its spec is valid */
async function findOne(find: FindOptions, { signal }: Pick<CommandContext, 'signal'>) {
  const { tests, diagnostics } = await findTests({ ...find, signal })
  const error = diagnostics.find(({ severity }) => severity === 'error')
  if (error)
    throw new UserError(
      'specs',
      `${error.location.file}:${error.location.line}: ${error.message}`,
      error.hint,
    )
  const [test, ...others] = tests
  if (test !== undefined && others.length === 0) return test
  const names = tests.slice(0, 5).map(({ id }) => `'${id}'`)
  throw new UserError(
    'usage',
    `"capacity" needs one test, and ${tests.length} are selected`,
    names.length === 0
      ? 'Check the filter, --name and --tag.'
      : `Select one with --name: ${names.join(', ')}.`,
  )
}
