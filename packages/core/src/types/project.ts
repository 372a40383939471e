import { z } from 'zod'
import { open, row } from './wire.js'

export const projectSchema = z.looseObject({
  ...row,
  name: z.string().optional(),
  /** The one script language of all tests in the project. */
  language: open<'javascript' | 'java' | 'python'>().optional(),
})

export type Project = z.infer<typeof projectSchema>
