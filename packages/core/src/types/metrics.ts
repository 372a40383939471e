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
    const add = (path: string[], expected: string) => {
      isValid = false
      context.addIssue({ code: 'custom', path, message: 'is not a metric or a number', params: { expected } })
    }
    for (const base of Object.keys(section)) {
      const metric = (section as Readonly<Record<string, unknown>>)[base]
      if (typeof metric !== 'object' || metric === null) {
        add([base], 'object')
        continue
      }
      const fields = metric as Readonly<Record<string, unknown>>
      for (const field of numericFields) {
        const number = fields[field]
        if (number !== undefined && typeof number !== 'number') add([base, field], 'number')
      }
      const { metric_path: path, value } = fields
      if (path !== undefined && typeof path !== 'string') add([base, 'metric_path'], 'string')
      if (value !== undefined && typeof value !== 'string' && typeof value !== 'number')
        add([base, 'value'], 'text or number')
    }
    return isValid ? (section as Metrics) : z.NEVER
  })
