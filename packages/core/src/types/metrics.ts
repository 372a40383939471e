import { z } from 'zod'
import { aggregators } from '../constants/metrics.js'

/** Aggregates of one metric over the samples of a participant, or a single `value`. */
export interface Metric extends Partial<
  Record<(typeof aggregators)[keyof typeof aggregators], number | undefined>
> {
  metric_path?: string | undefined
  /** The number of samples. */
  data_count?: number | undefined
  value?: string | number | undefined
  [key: string]: unknown
}

/** The metrics of one section by base path. */
export type Metrics = Record<string, Metric>

const numericFields = [...Object.values(aggregators), 'data_count']

/** The invalid fields of a metric with the type of their values; the empty name when the metric is not an object. */
function findInvalidFields(metric: unknown): readonly (readonly [field: string, expected: string])[] {
  if (typeof metric !== 'object' || metric === null) return [['', 'object']]
  const fields = metric as Readonly<Record<string, unknown>>
  const problems: [string, string][] = []
  for (const field of numericFields) {
    const value = fields[field]
    if (value !== undefined && typeof value !== 'number') problems.push([field, 'number'])
  }
  const { metric_path, value } = fields
  if (metric_path !== undefined && typeof metric_path !== 'string') problems.push(['metric_path', 'string'])
  if (value !== undefined && typeof value !== 'string' && typeof value !== 'number') {
    problems.push(['value', 'text or number'])
  }
  return problems
}

/**
 * One section of metrics; null is read as empty.
 * A run can have ten thousand results, each with up to 56 metrics of 13 numbers. They are validated without a zod
 * schema, which would copy each metric and take three times as long as JSON.parse (measured).
 */
export const metricsSchema = z
  .unknown()
  .optional()
  .transform((section, context): Metrics => {
    if (section === undefined || section === null) return {}
    if (typeof section !== 'object' || Array.isArray(section)) {
      context.addIssue({ code: 'custom', message: 'expected metrics by base path' })
      return z.NEVER
    }
    let isValid = true
    for (const base of Object.keys(section)) {
      const metric = (section as Readonly<Record<string, unknown>>)[base]
      for (const [field, expected] of findInvalidFields(metric)) {
        isValid = false
        const path = field === '' ? [base] : [base, field]
        context.addIssue({
          code: 'custom',
          path,
          message: 'is not a metric or a number',
          params: { expected },
        })
      }
    }
    return isValid ? (section as Metrics) : z.NEVER
  })
