import { z } from 'zod'
import type { FileType } from '../constants/classificators.js'
import type { Open } from '../constants/enums.js'
import { fillPath, type InputShape, type ValueSchemas } from './input.js'
import { open, rowSchema } from './wire.js'

export const fileSchema = z.looseObject({
  ...rowSchema,
  project_id: z.int().optional(),
  file_type: open<FileType>().optional(),
  /** `script.js` and the like; in answers since 2024. */
  name: z.string().optional(),
  content: z.string().optional(),
})

/** A script or a certificate. A run has a snapshot of its script as a file of its own. */
export type File = z.infer<typeof fileSchema>

export interface FileInput {
  file_type: Open<FileType>
  name: string
  content: string
  /** Of a certificate; never read back. */
  password?: string
}

export function fileInput(values: ValueSchemas) {
  return z.looseObject({
    file_type: values('file_type'),
    name: fillPath,
    content: z.string(),
    password: z.string().optional(),
  } satisfies InputShape<FileInput>)
}
