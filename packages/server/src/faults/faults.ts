import { z } from 'zod'

const listed = ['duplicated', 'missing'] as const

/** Something that goes wrong on its way; each kind is one way. */
const effectSchema = z.union([
  z.strictObject({
    /** An answer of this status, in the service's shape, instead of the real one. */
    status: z.int().min(400).max(599),
    /** … with other words. */
    error: z.string().exactOptional(),
    /** … as a page of a proxy in between would look, or with no body at all. */
    as: z.enum(['html', 'empty']).exactOptional(),
    /** Seconds, or a date, as the header has it. */
    retryAfter: z.string().exactOptional(),
  }),
  z.strictObject({ latencyMs: z.number().min(0) }),
  /** The connection is cut before the answer, or after so many of its bytes. */
  z.strictObject({ cutAfterBytes: z.int().min(0) }),
  /** A whole answer whose text ends in the middle, or is no JSON. */
  z.strictObject({ body: z.enum(['truncated', 'garbled']) }),
  /** A list with its first row twice, or without it. */
  z.strictObject({ row: z.enum(listed) }),
])

const faultSchema = z.strictObject({
  /** Which requests it is about: all methods, and all paths, by default. */
  method: z.string().exactOptional(),
  /** A path below `/v2`; a `*` stands for one segment, `**` for any number of them. */
  path: z.string().exactOptional(),
  /** How often it strikes before it is over; for ever by default. */
  times: z.int().min(1).exactOptional(),
  /** How many requests it lets pass before. */
  after: z.int().min(0).exactOptional(),
  /** How likely it strikes, drawn with `seed`. */
  probability: z.number().min(0).max(1).exactOptional(),
  seed: z.union([z.number(), z.string()]).exactOptional(),
  effect: effectSchema,
})

export type Fault = z.infer<typeof faultSchema>
export type FaultEffect = z.infer<typeof effectSchema>

/** Checks faults from outside; throws with one line for each problem. */
export function parseFaults(value: unknown): readonly Fault[] {
  const parsed = z.array(faultSchema).safeParse(value)
  if (parsed.success) return parsed.data
  throw new Error(`Not faults:\n${z.prettifyError(parsed.error)}`)
}
