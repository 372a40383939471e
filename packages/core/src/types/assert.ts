import { z } from 'zod'
import type { Open, Operator, Property } from '../constants/enums.js'
import type { MetricPath } from '../constants/metrics.js'
import { fillPath, type InputShape, type ValueSchemas } from './input.js'
import { listSchema, open, rowSchema } from './wire.js'

export const preconditionSchema = z.looseObject({
  ...rowSchema,
  assert_id: z.int().optional(),
  property: open<Property>().optional(),
  operator: open<Operator>().optional(),
  /** Always a string, also for numbers. */
  expected: z.string().optional(),
})

/** A condition on a participant: where one does not hold, its assert is skipped. */
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
    expected: fillPath,
  } satisfies InputShape<PreconditionInput>)
}

export const assertSchema = z.looseObject({
  ...rowSchema,
  test_id: z.int().optional(),
  path: open<MetricPath>().optional(),
  operator: open<Operator>().optional(),
  /** Always a string, also for numbers. */
  expected: z.string().optional(),
  preconditions: listSchema(preconditionSchema),
})

/** A threshold on one metric of every participant. */
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
    expected: fillPath,
  } satisfies InputShape<AssertInput>)
}
