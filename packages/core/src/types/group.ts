import { z } from 'zod'
import { countSchema, nonEmptyText, type InputShape } from './input.js'
import { rowSchema } from './wire.js'

export const groupSchema = z.looseObject({
  ...rowSchema,
  test_id: z.int().optional(),
  name: z.string().optional(),
  /** Identical copies of the group. */
  count: z.int().optional(),
  /** Σ participant.count of one copy; missing when 0. */
  participant_count: z.int().optional(),
  /** Compute units of one copy; can be a fraction. */
  total_cu_count: z.number().optional(),
})

/** Participants that belong together. With the `*_group` strategies they start together. */
export type Group = z.infer<typeof groupSchema>

export interface GroupInput {
  name: string
  count: number
}

export function groupInput() {
  return z.looseObject({ name: nonEmptyText, count: countSchema } satisfies InputShape<GroupInput>)
}
