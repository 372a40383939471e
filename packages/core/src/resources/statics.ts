import { z } from 'zod'
import type { CallOptions } from './collection.js'
import type { ClassificatorName } from '../constants/classificators.js'
import type { Open } from '../constants/enums.js'
import type { Call, Http } from '../http/http.js'
import { type Classificator, classificatorSchema } from '../types/classificator.js'
import { listSchema } from '../types/wire.js'

/** The current enumerations of the service; `classificators` are those of this version. */
export interface Statics {
  /** All enumerations by type. */
  all(options?: CallOptions): Promise<Readonly<Record<string, readonly Classificator[]>>>
  /** The names of the types. */
  types(options?: CallOptions): Promise<readonly string[]>
  get(type: Open<ClassificatorName>, options?: CallOptions): Promise<readonly Classificator[]>
  /** Every path that an assert may have; the one with `{name}` is a pattern for all timed sections. */
  metricPaths(options?: CallOptions): Promise<readonly string[]>
}

/** A list of texts. The service may send entries with a value in their place. */
const texts = listSchema(classificatorSchema).transform((entries) => entries.map(({ value }) => value))

export function createStatics(http: Http): Statics {
  const call = (path: string, options?: CallOptions): Call => ({
    method: 'GET',
    path: `statics/${path}`,
    priority: 'write',
    signal: options?.signal,
  })
  return {
    all: (options) => http.read(z.record(z.string(), listSchema(classificatorSchema)), call('', options)),
    types: (options) => http.read(texts, call('types/', options)),
    get: (type, options) =>
      http.read(listSchema(classificatorSchema), call(`${encodeURIComponent(type)}/`, options)),
    metricPaths: (options) => http.read(texts, call('metric_path/', options)),
  }
}
