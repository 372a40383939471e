import { z } from 'zod'
import type { Open, Operator, Property } from '../constants/enums.js'
import type { MetricPath } from '../constants/metrics.js'
import { nonEmptyText, type InputShape, type ValueSchemas } from './input.js'
import { listSchema, openEnum, rowSchema } from './wire.js'

export const preconditionSchema = z.looseObject({
  ...rowSchema,
  assert_id: z.int().optional(),
  property: openEnum<Property>().optional(),
  operator: openEnum<Operator>().optional(),
  /** A string, also for numbers. */
  expected: z.string().optional(),
})

/** A condition on a participant. If it is false, its assert is skipped for this participant. */
export type Precondition = z.infer<typeof preconditionSchema>

export interface PreconditionInput {
  property: Open<Property>
  operator: Open<Operator>
  expected: string
}

export function preconditionInput(values: ValueSchemas) {
  return z.looseObject({
    property: values('property'),
    operator: values('operator'),
    expected: nonEmptyText,
  } satisfies InputShape<PreconditionInput>)
}

export const assertSchema = z.looseObject({
  ...rowSchema,
  test_id: z.int().optional(),
  path: openEnum<MetricPath>().optional(),
  operator: openEnum<Operator>().optional(),
  /** A string, also for numbers. */
  expected: z.string().optional(),
  preconditions: listSchema(preconditionSchema),
})

/** A threshold for one metric of each participant. */
export type Assert = z.infer<typeof assertSchema>

export interface AssertInput {
  path: Open<MetricPath>
  operator: Open<Operator>
  expected: string
}

export function assertInput(values: ValueSchemas) {
  return z.looseObject({
    path: values('metric_path'),
    operator: values('operator'),
    expected: nonEmptyText,
  } satisfies InputShape<AssertInput>)
}
