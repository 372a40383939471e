import { z } from 'zod'
import { aggregators } from '../constants/metrics.js'

type Field = (typeof aggregators)[keyof typeof aggregators]

/** Aggregates of one metric over a participant's samples, or a single `value`. */
export interface Metric extends Partial<Record<Field, number | undefined>> {
  metric_path?: string | undefined
  /** How many samples there were. */
  data_count?: number | undefined
  value?: string | number | undefined
  [novelty: string]: unknown
}

/** The measured metrics of one section, by base path. */
export type Metrics = Record<string, Metric>

const numeric = [...Object.values(aggregators), 'data_count']

function fieldThatMisfits(metric: unknown): string | undefined {
  if (typeof metric !== 'object' || metric === null) return ''
  const fields = metric as Readonly<Record<string, unknown>>
  for (const field of numeric) {
    const value = fields[field]
    if (value !== undefined && typeof value !== 'number') return field
  }
  const { metric_path, value } = fields
  if (metric_path !== undefined && typeof metric_path !== 'string') return 'metric_path'
  return value === undefined || typeof value === 'string' || typeof value === 'number' ? undefined : 'value'
}

/**
 * One section of metrics; null reads as empty.
 * A result has up to 56 of them with 13 numbers each, and there may be ten thousand results: they are looked at by hand
 * and kept as they came, where a schema would copy every one (measured: three times the cost of JSON.parse).
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
    for (const base of Object.keys(section)) {
      const field = fieldThatMisfits((section as Readonly<Record<string, unknown>>)[base])
      if (field === undefined) continue
      const path = field === '' ? [base] : [base, field]
      context.addIssue({ code: 'custom', path, message: 'is not a metric or a number' })
      return z.NEVER
    }
    return section as Metrics
  })
