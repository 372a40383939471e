import { z } from 'zod'
import type { Open, Operator, Property } from '../constants/enums.js'
import type { MetricPath } from '../constants/metrics.js'
import { filled, type InputShape, type Values } from './input.js'
import { list, open, row } from './wire.js'

export const preconditionSchema = z.looseObject({
  ...row,
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

export function preconditionInput(values: Values) {
  return z.looseObject({
    property: values('property'),
    operator: values('operator'),
    expected: filled,
  } satisfies InputShape<PreconditionInput>)
}

export const assertSchema = z.looseObject({
  ...row,
  test_id: z.int().optional(),
  path: open<MetricPath>().optional(),
  operator: open<Operator>().optional(),
  /** Always a string, also for numbers. */
  expected: z.string().optional(),
  preconditions: list(preconditionSchema),
})

/** A threshold on one metric of every participant. */
export type Assert = z.infer<typeof assertSchema>

export interface AssertInput {
  path: Open<MetricPath>
  operator: Open<Operator>
  expected: string
}

export function assertInput(values: Values) {
  return z.looseObject({
    path: values('metric_path'),
    operator: values('operator'),
    expected: filled,
  } satisfies InputShape<AssertInput>)
}
