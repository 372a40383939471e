import { errorMessage, suggestionFor } from '@loadero-test/core/internal'
import { basename, join } from 'node:path'
import { load, type Reporter, reporterEvents } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { isPath, type ReporterChoice } from '../config/reporter-choice.js'
import { reporterNames } from '../options/output-rows.js'

export interface ReporterLoadOptions {
  /** Packages are resolved from here. */
  readonly root: string
  /** The module that the reporter imports as `loadero-test`. */
  readonly specModule: string
}

/**
 * Loads a reporter from a file or a package. Its default export is a reporter, or a class or function that creates one
 * from its options.
 * @throws UserError with the file and the problem
 */
export async function loadReporter(choice: ReporterChoice, loading: ReporterLoadOptions): Promise<Reporter> {
  const reporter = await createReporter(await loadDefault(choice, loading), choice)
  if (typeof reporter !== 'object' || reporter === null) {
    throw reporterError(
      choice,
      'the default export must be a reporter, or a class or function that creates one',
    )
  }
  const { name, outputFile } = reporter as Partial<Reporter>
  const handlers = reporterEvents.flatMap((event) => {
    const handler = (reporter as Partial<Reporter>)[event] as unknown
    return typeof handler === 'function' ? [[event, handler.bind(reporter) as unknown] as const] : []
  })
  if (handlers.length === 0)
    throw reporterError(choice, `it must have at least one of ${reporterEvents.join(', ')}`)
  return {
    name: typeof name === 'string' && name !== '' ? name : basename(choice.name),
    ...(typeof outputFile === 'string' && { outputFile }),
    ...Object.fromEntries(handlers),
  }
}

async function loadDefault(
  choice: ReporterChoice,
  { root, specModule }: ReporterLoadOptions,
): Promise<unknown> {
  const { name, source } = choice
  try {
    const module = await load(name, {
      alias: { 'loadero-test': specModule },
      timeoutMs: 30_000,
      from: join(root, 'package.json'),
    })
    return (module as { default?: unknown }).default
  } catch (error) {
    const message = errorMessage(error)
    if (isPath(name) || !message.startsWith(`Cannot find module '${name}'`)) {
      throw reporterError(choice, `it cannot be loaded: ${message}`)
    }
    throw new UserError(
      'usage',
      `${source}: unknown reporter '${name}'`,
      `${suggestionFor(name, reporterNames)} Use ${reporterNames.join(', ')}, a file such as ./${basename(name)}.ts, or an installed package.`,
    )
  }
}

async function createReporter(exported: unknown, choice: ReporterChoice): Promise<unknown> {
  if (typeof exported !== 'function') return exported
  try {
    // `new` also works for functions that return an object. Arrow and async functions have no prototype and refuse it.
    return exported.prototype === undefined
      ? await (exported as (options: unknown) => unknown)(choice.options)
      : await (Reflect.construct(exported, [choice.options]) as unknown)
  } catch (error) {
    throw reporterError(choice, `it cannot be created: ${errorMessage(error)}`)
  }
}

function reporterError({ name, source }: ReporterChoice, problem: string): UserError {
  return new UserError('config', `${source}: reporter ${name}: ${problem}`)
}
