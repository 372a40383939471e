import type { z } from 'zod'
import { type Call, type Http, parseBody, type Query } from './http.js'
import type { Priority } from './pace.js'
import { type Page, pageSchema } from './types/page.js'

/** Where a collection lives and how its rows read. */
export interface Place<S extends z.ZodType> {
  readonly http: Http
  /** Below the API base, with a trailing slash: `projects/1/tests/`. */
  readonly path: string
  readonly schema: S
  /** Of its reads; writes have their own. */
  readonly priority?: Priority
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/** What every resource can do. `T` is a row as on the wire. */
export interface ReadCollection<T> {
  /** One page; with neither `limit` nor `offset`, everything. */
  list(query?: Query, options?: CallOptions): Promise<Page<T>>
  /** Every row, read page by page as they are asked for; a row that moves between pages comes once. */
  all(query?: Query, options?: CallOptions): AsyncIterable<T>
  /** @throws NotFoundError */
  get(id: number, options?: CallOptions): Promise<T>
}

export interface Collection<T, Input> extends ReadCollection<T> {
  /** @throws ValidationError with what is wrong with which field */
  create(input: Input, options?: CallOptions): Promise<T>
  /** Replaces the row: every required field must be sent again. */
  update(id: number, input: Input, options?: CallOptions): Promise<T>
  delete(id: number, options?: CallOptions): Promise<void>
}

const pageSize = 100

export const readCollection = <S extends z.ZodType<{ id: number }>>(
  place: Place<S>,
): ReadCollection<z.output<S>> => {
  const { http, path, schema, priority = 'write' } = place
  const page = pageSchema(schema)

  const list = async (query?: Query, options?: CallOptions): Promise<Page<z.output<S>>> => {
    const call: Call = { method: 'GET', path, query, priority, ...options }
    const { pagination, filter, results } = parseBody(page, await http(call), call)
    return { pagination: pagination ?? {}, filter: filter ?? {}, results }
  }

  return {
    list,
    all: async function* (query, options) {
      const seen = new Set<number>()
      for (let offset = 0; ; offset += pageSize) {
        const { results } = await list({ ...query, limit: pageSize, offset }, options)
        for (const row of results) {
          if (seen.has(row.id)) continue
          seen.add(row.id)
          yield row
        }
        if (results.length < pageSize) return
      }
    },
    get: async (id, options) => {
      const call: Call = { method: 'GET', path: `${path}${id}/`, priority, ...options }
      return parseBody(schema, await http(call), call)
    },
  }
}

export const collection = <S extends z.ZodType<{ id: number }>, Input>(
  place: Place<S>,
): Collection<z.output<S>, Input> => {
  const { http, path, schema } = place
  const write = async (call: Call) => parseBody(schema, await http(call), call)
  return {
    ...readCollection(place),
    create: (input, options) => write({ method: 'POST', path, body: input, priority: 'write', ...options }),
    update: (id, input, options) =>
      write({ method: 'PUT', path: `${path}${id}/`, body: input, priority: 'write', ...options }),
    delete: async (id, options) => {
      await http({ method: 'DELETE', path: `${path}${id}/`, priority: 'write', ...options })
    },
  }
}
