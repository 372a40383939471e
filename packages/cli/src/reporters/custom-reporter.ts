import { basename, join } from 'node:path'
import { load, nearest, type Reporter, reporterEvents } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { isPath, type ReporterChoice, reporterNames } from '../config/reporter-choice.js'

export interface Loading {
  /** Packages are looked for from here. */
  readonly root: string
  /** What `loadero-test` is for the reporter. */
  readonly specModule: string
}

/**
 * Loads a reporter from a file or a package whose default export is a reporter, or a class or function that makes one of
 * its options.
 * @throws UserError that names the file and what is wrong with it
 */
export async function loadReporter(choice: ReporterChoice, loading: Loading): Promise<Reporter> {
  const made = await make(await loadDefault(choice, loading), choice)
  if (typeof made !== 'object' || made === null) {
    throw refusal(choice, 'its default export is neither a reporter nor what makes one')
  }
  const { name, outputFile } = made as Partial<Reporter>
  const handlers = reporterEvents.flatMap((event) => {
    const handler = (made as Partial<Reporter>)[event] as unknown
    return typeof handler === 'function' ? [[event, handler.bind(made) as unknown] as const] : []
  })
  if (handlers.length === 0) throw refusal(choice, `it has none of ${reporterEvents.join(', ')}`)
  return {
    name: typeof name === 'string' && name !== '' ? name : basename(choice.name),
    ...(typeof outputFile === 'string' && { outputFile }),
    ...Object.fromEntries(handlers),
  }
}

async function loadDefault(choice: ReporterChoice, { root, specModule }: Loading): Promise<unknown> {
  const { name, source } = choice
  try {
    const module = await load(name, {
      alias: { 'loadero-test': specModule },
      timeoutMs: 30_000,
      from: join(root, 'package.json'),
    })
    return (module as { default?: unknown }).default
  } catch (error) {
    const words = messageOf(error)
    if (isPath(name) || !words.startsWith(`Cannot find module '${name}'`)) {
      throw refusal(choice, `could not be loaded: ${words}`)
    }
    throw new UserError(
      'usage',
      `${source}: there is no reporter '${name}'`,
      `Did you mean ${nearest(name, reporterNames)}? There are ${reporterNames.join(', ')}, files like ./${basename(name)}.ts, and installed packages.`,
    )
  }
}

async function make(exported: unknown, choice: ReporterChoice): Promise<unknown> {
  if (typeof exported !== 'function') return exported
  try {
    // `new` serves functions that return an object, too; arrow and async functions have no prototype and refuse it.
    return exported.prototype === undefined
      ? await (exported as (options: unknown) => unknown)(choice.options)
      : await (Reflect.construct(exported, [choice.options]) as unknown)
  } catch (error) {
    throw refusal(choice, `could not be made: ${messageOf(error)}`)
  }
}

function refusal({ name, source }: ReporterChoice, what: string): UserError {
  return new UserError('config', `${source}: reporter ${name}: ${what}`)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
