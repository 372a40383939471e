import { z } from 'zod'
import { countSchema, fillPath, type InputShape } from './input.js'
import { rowSchema } from './wire.js'

export const groupSchema = z.looseObject({
  ...rowSchema,
  test_id: z.int().optional(),
  name: z.string().optional(),
  /** Identical copies of the group. */
  count: z.int().optional(),
  /** Σ participant.count inside one copy; left out when 0. */
  participant_count: z.int().optional(),
  /** Compute units of one copy; can be fractional. */
  total_cu_count: z.number().optional(),
})

/** Participants that belong together, and start together under the `*_group` strategies. */
export type Group = z.infer<typeof groupSchema>

export interface GroupInput {
  name: string
  count: number
}

export function groupInput() {
  return z.looseObject({ name: fillPath, count: countSchema } satisfies InputShape<GroupInput>)
}
