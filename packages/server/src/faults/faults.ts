import { parseWith } from '@loadero-test/core/internal/schemas'
import { z } from 'zod'

/** What a fault does to a request or its response. */
const effectSchema = z.union([
  z.strictObject({
    /** A response with this status, in the service's form. The request is not carried out. */
    status: z.int().min(400).max(599),
    /** The text of the error, in place of the service's own. */
    error: z.string().exactOptional(),
    /** The form of the response: the HTML page of a proxy, or an empty body. */
    as: z.enum(['html', 'empty']).exactOptional(),
    /** The `retry-after` header: seconds or a date. */
    retryAfter: z.string().exactOptional(),
  }),
  z.strictObject({ latencyMs: z.number().min(0) }),
  /** Cuts the connection after so many bytes of the response. 0: before the request is carried out. */
  z.strictObject({ cutAfterBytes: z.int().min(0) }),
  /** A response that ends in the middle of its text, or that is not JSON. */
  z.strictObject({ body: z.enum(['truncated', 'garbled']) }),
  /** A list with its first row twice, or without it. */
  z.strictObject({ row: z.enum(['duplicated', 'missing']) }),
])

const faultSchema = z.strictObject({
  /** The method of the requests. All methods by default. */
  method: z.string().exactOptional(),
  /** A path below `/v2`: `*` matches one segment, `**` any number of them. All paths by default. */
  path: z.string().exactOptional(),
  /** How many requests the fault applies to. No limit by default. */
  times: z.int().min(1).exactOptional(),
  /** How many matching requests pass before the first one that the fault applies to. */
  after: z.int().min(0).exactOptional(),
  /** How likely the fault applies to a matching request, drawn with `seed`. */
  probability: z.number().min(0).max(1).exactOptional(),
  seed: z.union([z.number(), z.string()]).exactOptional(),
  effect: effectSchema,
})

export type Fault = z.infer<typeof faultSchema>
export type FaultEffect = z.infer<typeof effectSchema>

/** Parses faults, e.g. of a JSON file. Throws with one line for each problem. */
export function parseFaults(value: unknown): readonly Fault[] {
  return parseWith(z.array(faultSchema), value, 'faults')
}
