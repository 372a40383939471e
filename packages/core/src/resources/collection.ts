import type { z } from 'zod'
import { paginate } from './paginate.js'
import { NotFoundError, type InputProblem } from '../http/errors.js'
import { filterProblems, type FilterTable } from './filters.js'
import type { Call, Http } from '../http/http.js'
import type { Priority } from '../http/rate-limiter.js'
import type { Query } from '../http/query.js'
import { type Page, pageSchema } from '../types/page.js'

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

export interface AllOptions extends CallOptions {
  /** Rows a request; 100 unless told. */
  readonly pageSize?: number
}

/** Rows of a list; `-id`, newest first, is the one order seen in use at the service. */
export interface Order {
  readonly order_by?: 'id' | '-id' | (string & {}) | undefined
}

export interface PageQuery {
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

/** What every resource can do. `T` is a row as on the wire, `F` what its list can be filtered by. */
export interface ReadCollection<T, F = object> {
  /**
   * One page, with what the service says of pages and filters; with neither `limit` nor `offset`, everything.
   * @throws InvalidInputError for a filter that the list does not have
   */
  list(query?: F & Order & PageQuery, options?: CallOptions): Promise<Page<T>>
  /** Every row once, read page by page as they are asked for; rows may come and go meanwhile, see `everyRow`. */
  all(query?: F & Order, options?: AllOptions): AsyncIterable<T>
  /** @throws NotFoundError */
  get(id: number, options?: CallOptions): Promise<T>
}

export interface Collection<T, Input, F = object> extends ReadCollection<T, F> {
  /**
   * @throws InvalidInputError with all that is wrong, before anything is sent
   * @throws ValidationError with what the service finds wrong with which field
   */
  create(input: Input, options?: CallOptions): Promise<T>
  /** Replaces the row: every required field must be sent again, see `toInput`. Throws as `create` does. */
  update(id: number, input: Input, options?: CallOptions): Promise<T>
  /** @throws NotFoundError, but not for a repeated request whose first answer was lost */
  delete(id: number, options?: CallOptions): Promise<void>
}

/** The service copies deep: a group brings its participants, an assert its preconditions, a test everything. */
export interface CopyableCollection<
  T,
  Input,
  F = object,
  Copy = { readonly name?: string },
> extends Collection<T, Input, F> {
  /** Makes a copy, called "Copy of …" unless it is given a name. Never repeated by itself. */
  duplicate(id: number, options?: CallOptions & Copy): Promise<T>
}

/** Where a collection lives and how its rows read. */
export interface ResourceLocation<S extends z.ZodType> {
  readonly http: Http
  /** Below the API base, with a trailing slash: `projects/1/tests/`. */
  readonly path: string
  readonly schema: S
  readonly filters: FilterTable
  /** Of its reads; writes have their own. */
  readonly priority?: Priority
}

export interface WritableResourceLocation<S extends z.ZodType> extends ResourceLocation<S> {
  /** Checks what is written. */
  readonly input: z.ZodType
}

type Row = z.ZodType<{ id: number }>

/** @throws RangeError for what is no id, since `tests/undefined/` would only be not found */
export function resourcePath(path: string, id: number): string {
  if (!Number.isSafeInteger(id) || id < 1) throw new RangeError(`${path}: ${String(id)} is not an id`)
  return `${path}${id}/`
}

export function readCollection<S extends Row, F extends object>(
  place: ResourceLocation<S>,
): ReadCollection<z.output<S>, F> {
  const { http, path, schema, filters, priority = 'write' } = place
  const page = pageSchema(schema)

  const list = async (query: object = {}, options?: CallOptions): Promise<Page<z.output<S>>> => {
    const call: Call = { method: 'GET', path, query: query as Query, priority, signal: options?.signal }
    const problems = filterProblems(filters, query)
    if (problems.length > 0) throw http.refusal(problems, call)
    const { pagination, filter, results } = await http.read(page, call)
    return { pagination: pagination ?? {}, filter: filter ?? {}, results }
  }

  return {
    list,
    all: (query, options) =>
      paginate(
        (limit, offset) => list({ ...query, limit, offset }, options),
        Math.max(1, options?.pageSize ?? 100),
      ),
    get: async (id, options) =>
      http.read(schema, { method: 'GET', path: resourcePath(path, id), priority, signal: options?.signal }),
  }
}

export function collection<S extends Row, Input, F extends object>(
  place: WritableResourceLocation<S>,
): Collection<z.output<S>, Input, F> {
  const { http, path, schema, input } = place
  const write = async (method: 'POST' | 'PUT', to: string, body: Input, options?: CallOptions) => {
    const call: Call = { method, path: to, body, priority: 'write', signal: options?.signal }
    const checked = input.safeParse(body, { error: inOurWords })
    if (!checked.success) throw http.refusal(problemsOf(checked.error), call)
    return http.read(schema, call)
  }
  return {
    ...readCollection<S, F>(place),
    create: (body, options) => write('POST', path, body, options),
    update: async (id, body, options) => write('PUT', resourcePath(path, id), body, options),
    delete: async (id, options) => {
      try {
        await http.send({
          method: 'DELETE',
          path: resourcePath(path, id),
          priority: 'write',
          signal: options?.signal,
        })
      } catch (error) {
        // The row is gone since an attempt whose answer was lost.
        if (!(error instanceof NotFoundError && error.request.attempts > 1)) throw error
      }
    },
  }
}

export function copyableCollection<S extends Row, Input, F extends object, Copy = { readonly name?: string }>(
  place: WritableResourceLocation<S>,
): CopyableCollection<z.output<S>, Input, F, Copy> {
  return {
    ...collection<S, Input, F>(place),
    duplicate: async (id, options) => {
      const name = options && 'name' in options ? options.name : undefined
      return place.http.read(place.schema, {
        method: 'POST',
        path: `${resourcePath(place.path, id)}copy/`,
        ...(name !== undefined && { body: { name } }),
        priority: 'write',
        signal: options?.signal,
      })
    },
  }
}

const inOurWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== 'invalid_type') return undefined
  return issue.input === undefined ? 'is required' : `must be ${issue.expected}`
}

function problemsOf(error: z.ZodError): readonly InputProblem[] {
  return error.issues.map(({ path, message }) => ({ field: path.join('.') || 'the input', message }))
}
