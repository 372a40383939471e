import type { z } from 'zod'
import { paginate } from './paginate.js'
import { InvalidResponseError, NotFoundError } from '../http/errors.js'
import { filterKeysOf, filterProblems, type FilterTable } from './filters.js'
import type { Call, Http } from '../http/http.js'
import type { Priority } from '../http/rate-limiter.js'
import type { Query } from '../http/query.js'
import { type Page, pageSchema } from '../types/page.js'

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

export interface AllOptions extends CallOptions {
  /** Rows per request; 100 by default. */
  readonly pageSize?: number
}

/** Options of `all`. */
export interface AllRowsOptions<T> extends AllOptions {
  /**
   * Called with a row whose id an earlier row had. Pages overlap, so an equal row is normal; a different one means that
   * the row has changed, or that the service contradicts itself.
   */
  readonly onRepeat?: ((first: T, repeated: T) => void) | undefined
}

/** The order of a list. Only `-id`, newest first, is known to be used with the service. */
export interface Order {
  readonly order_by?: 'id' | '-id' | (string & {}) | undefined
}

export interface PageQuery {
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

/** The operations of every resource. `T` is a row as the service sends it, `F` the filters of its list. */
export interface ReadCollection<T, F = object> {
  /** The keys of the filters of `list` and `all`. */
  readonly filterKeys: readonly (keyof F & string)[]
  /**
   * One page, with its pagination and filters; without `limit` and `offset`, all rows.
   * @throws InvalidInputError for a filter that the list does not have
   */
  list(query?: F & Order & PageQuery, options?: CallOptions): Promise<Page<T>>
  /** Every row once. Reads the next page when it is needed; rows may change in the meantime, see `paginate`. */
  all(query?: F & Order, options?: AllRowsOptions<T>): AsyncIterable<T>
  /** @throws NotFoundError; InvalidResponseError when the response is about another row */
  get(id: number, options?: CallOptions): Promise<T>
}

export interface Collection<T, Input, F = object> extends ReadCollection<T, F> {
  /**
   * @throws InvalidInputError with all problems, before a request is sent
   * @throws ValidationError with the messages of the service by field
   */
  create(input: Input, options?: CallOptions): Promise<T>
  /** Replaces the row: every required field must be sent again, see `toInput`. Throws the errors of `create`. */
  update(id: number, input: Input, options?: CallOptions): Promise<T>
  /**
   * Changes some fields: reads the row, merges the changes and writes all of it. A change that another client makes
   * between the two requests is lost. Throws the errors of `get` and `create`.
   */
  patch(id: number, changes: Partial<Input>, options?: CallOptions): Promise<T>
  /** @throws NotFoundError, except for a repeated request whose first response was lost */
  delete(id: number, options?: CallOptions): Promise<void>
}

/** A copy includes what the row contains: a group's participants, an assert's preconditions, all of a test. */
export interface CopyableCollection<
  T,
  Input,
  F = object,
  Copy = { readonly name?: string },
> extends Collection<T, Input, F> {
  /** Creates a copy, named "Copy of …" by default. The request is repeated after 429 only. */
  duplicate(id: number, options?: CallOptions & Copy): Promise<T>
}

/** The path of a collection and the schema of its rows. */
export interface ResourceLocation<S extends z.ZodType> {
  readonly http: Http
  /** Below the API base, with a trailing slash: `projects/1/tests/`. */
  readonly path: string
  readonly schema: S
  readonly filters: FilterTable
  /** The priority of its reads. */
  readonly priority?: Priority
}

export interface WritableResourceLocation<S extends z.ZodType> extends ResourceLocation<S> {
  /** Validates what is written. */
  readonly input: InputSchema
  /** Validates what is created, where it differs. */
  readonly createInput?: InputSchema
}

/** The schema of an object, whose keys are those of the input. */
type InputSchema = z.ZodType & { readonly shape: object }

type Row = z.ZodType<{ id: number }>

/** @throws RangeError for an invalid id, because `tests/undefined/` would only be answered with 404 */
export function resourcePath(path: string, id: number): string {
  if (!Number.isSafeInteger(id) || id < 1) throw new RangeError(`${path}: ${String(id)} is not an id`)
  return `${path}${id}/`
}

export function createReadCollection<S extends Row, F extends object>(
  location: ResourceLocation<S>,
): ReadCollection<z.output<S>, F> {
  const { http, path, schema, filters, priority = 'write' } = location
  const page = pageSchema(schema)

  const list = async (query: object = {}, options?: CallOptions): Promise<Page<z.output<S>>> => {
    const call: Call = { method: 'GET', path, query: query as Query, priority, signal: options?.signal }
    const problems = filterProblems(filters, query)
    if (problems.length > 0) throw http.invalidInput(problems, call)
    const { pagination, filter, results } = await http.read(page, call)
    return { pagination: pagination ?? {}, filter: filter ?? {}, results }
  }

  return {
    filterKeys: filterKeysOf(filters) as readonly string[] as readonly (keyof F & string)[],
    list,
    all: (query, options) =>
      paginate(
        (limit, offset) => list({ ...query, limit, offset }, options),
        Math.max(1, options?.pageSize ?? 100),
        path,
        options?.onRepeat,
      ),
    get: async (id, options) => {
      const request = { method: 'GET', path: resourcePath(path, id) } as const
      const row = await http.read(schema, { ...request, priority, signal: options?.signal })
      if (row.id === id) return row
      throw new InvalidResponseError(`the response is about ${row.id}`, { ...request, attempts: 1 })
    },
  }
}

export function createCollection<S extends Row, Input, F extends object>(
  location: WritableResourceLocation<S>,
): Collection<z.output<S>, Input, F> {
  const { http, path, schema, input, createInput = input } = location
  const reads = createReadCollection<S, F>(location)
  const write = async (
    method: 'POST' | 'PUT',
    target: string,
    body: Partial<Input>,
    options?: CallOptions,
  ) => {
    const call: Call = { method, path: target, body, priority: 'write', signal: options?.signal }
    const checked = (method === 'POST' ? createInput : input).safeParse(body, {
      error: (issue) => {
        if (issue.code !== 'invalid_type') return undefined
        return issue.input === undefined ? 'is required' : `must be ${issue.expected}`
      },
    })
    if (checked.success) return http.read(schema, call)
    const problems = checked.error.issues.map((issue) => ({
      field: issue.path.join('.') || 'the input',
      message: issue.message,
    }))
    throw http.invalidInput(problems, call)
  }
  return {
    ...reads,
    create: (body, options) => write('POST', path, body, options),
    update: async (id, body, options) => write('PUT', resourcePath(path, id), body, options),
    patch: async (id, changes, options) => {
      const row = pickInput<Input>(input, await reads.get(id, options))
      return write('PUT', resourcePath(path, id), { ...row, ...changes }, options)
    },
    delete: async (id, options) => {
      try {
        await http.send({
          method: 'DELETE',
          path: resourcePath(path, id),
          priority: 'write',
          signal: options?.signal,
        })
      } catch (error) {
        // An earlier attempt has deleted the row, and its response was lost.
        if (!(error instanceof NotFoundError && error.request.attempts > 1)) throw error
      }
    },
  }
}

export function createCopyableCollection<
  S extends Row,
  Input,
  F extends object,
  Copy = { readonly name?: string },
>(location: WritableResourceLocation<S>): CopyableCollection<z.output<S>, Input, F, Copy> {
  return {
    ...createCollection<S, Input, F>(location),
    duplicate: async (id, options) => {
      const name = options && 'name' in options ? options.name : undefined
      return location.http.read(location.schema, {
        method: 'POST',
        path: `${resourcePath(location.path, id)}copy/`,
        ...(name !== undefined && { body: { name } }),
        priority: 'write',
        signal: options?.signal,
      })
    },
  }
}

/** Picks the keys of an input from a row. A key that the row lacks is missing here too, and `update` reports it. */
export function pickInput<Input>({ shape }: { readonly shape: object }, row: object): Partial<Input> {
  const entries = Object.entries(row).filter(([key, value]) => Object.hasOwn(shape, key) && value != null)
  return Object.fromEntries(entries) as Partial<Input>
}
