import { z } from 'zod'

/** One value of an enumeration, as the service lists it. Types that list plain texts are read as values. */
export const classificatorSchema = z.union([
  z.string().transform((value): Classificator => ({ value })),
  z.looseObject({
    /** The type's name. */
    classificator: z.string().optional(),
    /** What other routes take and give. */
    value: z.string(),
    /** For display. */
    name: z.string().optional(),
    description: z.string().optional(),
    /** Known, but no longer to be chosen. */
    disabled: z.boolean().optional(),
  }),
])

export interface Classificator {
  readonly value: string
  readonly classificator?: string | undefined
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly disabled?: boolean | undefined
}
