import { z } from 'zod'

/** One value of an enumeration of the service. A plain text is read as an object with this value. */
export const classificatorSchema = z.union([
  z.string().transform((value): Classificator => ({ value })),
  z.looseObject({
    /** The type's name. */
    classificator: z.string().optional(),
    /** The value that other routes use. */
    value: z.string(),
    /** For display. */
    name: z.string().optional(),
    description: z.string().optional(),
    /** Not available for new resources. */
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
