import { z } from 'zod'
import { parseSeconds } from '../model/duration.js'
import { markNamePattern } from '../model/timed/mark-name.js'
import type { MarkName, Moment } from '../model/timed/time-window.js'
import { kindSchema } from './value-schemas.js'

const aggregationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['min', 'max', 'mean']) }),
  z.object({ kind: z.literal('percentile'), percentile: z.number().min(0).max(100) }),
  z.object({ kind: z.literal('share'), share: z.number().min(0).max(1) }),
])

/** A mark, or a duration as seconds. */
const momentSchema = z.unknown().transform((value, context): Moment => {
  const seconds = parseSeconds(value)
  if (seconds !== undefined) return seconds
  if (typeof value === 'string' && markNamePattern.test(value)) return value as MarkName
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(value) ?? 'undefined'} is neither a duration nor the name of a mark`,
    params: { hint: "Write '10s', '2m', a whole number of seconds, or a name such as 'joined'." },
  })
  return z.NEVER
})

const markSchema = z.string().superRefine((value, context) => {
  if (markNamePattern.test(value)) return
  const hint = 'A name has letters, digits, "_", "." and "-", and begins with a letter or "_".'
  context.addIssue({ code: 'custom', message: `'${value}' is not the name of a mark`, params: { hint } })
})

const windowSchema = z.object({
  between: z.object({ start: markSchema, end: markSchema }).exactOptional(),
  after: momentSchema.exactOptional(),
  before: momentSchema.exactOptional(),
  whileAllPresent: z.literal(true).exactOptional(),
})

const untilSchema = z
  .strictObject(
    Object.fromEntries(
      (['eq', 'neq', 'gt', 'gte', 'lt', 'lte'] as const).map((operator) => [
        operator,
        z.number().exactOptional(),
      ]),
    ),
  )
  .refine((condition) => Object.keys(condition).length > 0, 'needs a comparison, for example { gte: 15 }')

const historySchema = z.object({
  runs: z.custom<number>(
    (runs) => Number.isInteger(runs) && Number(runs) >= 1 && Number(runs) <= 100,
    'needs previousRuns(n) with a whole number from 1 to 100',
  ),
  by: z.object({
    kind: z.enum(['share', 'amount']),
    value: z.custom<number>(
      (by) => typeof by === 'number' && Number.isFinite(by) && by >= 0,
      "needs a margin: { by: '20%' }, or a number of at least 0 in the unit of the metric",
    ),
  }),
  better: z.custom<'lower' | 'higher'>(
    (better) => better === 'lower' || better === 'higher',
    "needs to know which values of the metric are better: { by: '20%', better: 'lower' } or 'higher'",
  ),
})

const sliceValueSchema = z.union([z.string(), z.array(z.string())]).optional()

/** @param path the paths that an expectation can be on */
export function createExpectationSchema(path: z.ZodType<string>) {
  return z
    .object({
      kind: kindSchema('expectation', {
        message: 'is an assert, which is checked on each participant',
        hint: 'Put an aggregation such as .percentile(95) before .lessThan(…), or move it to asserts.',
      }),
      metric: z
        .object({
          path,
          summary: aggregationSchema,
          window: windowSchema.exactOptional(),
          secondsShare: z.number().min(0).max(1).exactOptional(),
          until: untilSchema.exactOptional(),
        })
        .exactOptional(),
      slice: z.strictObject({
        group: sliceValueSchema,
        participant: sliceValueSchema,
        browser: sliceValueSchema,
        network: sliceValueSchema,
        location: sliceValueSchema,
        computeUnit: sliceValueSchema,
      }),
      operator: z.enum(['eq', 'neq', 'gt', 'gte', 'lt', 'lte']),
      expected: z.number(),
      missing: z.enum(['fail', 'skip']),
      severity: z.literal('warning').exactOptional(),
      history: historySchema.exactOptional(),
    })
    .superRefine(({ metric, history }, context) => {
      if (!history || !metric || (metric.summary.kind !== 'share' && metric.secondsShare === undefined))
        return
      context.addIssue({
        code: 'custom',
        path: ['history'],
        message: 'needs one number of each participant, which neither a share nor a metric per second has',
        params: { hint: "Write metric('webrtc/audio/rtt/avg').percentile(95).notWorseThan(…)." },
      })
    })
}
