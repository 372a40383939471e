import { basename } from 'node:path'
import { defaultExport } from './modules/namespace.js'
import type { LoadedReporter, WorkerTaskOf } from './protocol.js'

let reporter: Record<string, unknown> | undefined

/**
 * Creates the reporter that a module exports: an object, or a function or class that returns one. Later events are its.
 * `new` also works for functions that return an object. Arrow and async functions have no prototype and refuse it.
 */
export async function createReporter(
  module: Readonly<Record<string, unknown>>,
  { name, options }: Pick<WorkerTaskOf<'reporter'>, 'name' | 'options'>,
): Promise<LoadedReporter> {
  let value = defaultExport(module)
  if (typeof value === 'function') {
    const create = value as ((options: unknown) => unknown) & { readonly prototype?: unknown }
    value = await (create.prototype === undefined ? create(options) : Reflect.construct(create, [options]))
  }
  if (typeof value !== 'object' || value === null) return { problem: 'not-an-object', methods: [] }
  reporter = value as Record<string, unknown>
  // Its own and its inherited methods that handle events.
  const members = new Set<string>()
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    for (const member of Object.getOwnPropertyNames(at)) members.add(member)
  }
  const { name: shown, outputFile } = reporter
  return {
    name: typeof shown === 'string' && shown !== '' ? shown : basename(name),
    ...(typeof outputFile === 'string' && { outputFile }),
    methods: [...members].filter(
      (member) => member.startsWith('on') && typeof reporter?.[member] === 'function',
    ),
  }
}

/** Passes an event to the reporter, if it handles it. */
export async function report({ event, args }: WorkerTaskOf<'report'>): Promise<void> {
  const method = reporter?.[event]
  if (typeof method === 'function') {
    await (method as (...values: unknown[]) => unknown).apply(reporter, [...args])
  }
}
