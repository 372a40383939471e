import { z } from 'zod'
import type { FileType } from '../constants/classificators.js'
import type { Open } from '../constants/enums.js'
import { nonEmptyText, type InputShape, type ValueSchemas } from './input.js'
import { openEnum, rowSchema } from './wire.js'

export const fileSchema = z.looseObject({
  ...rowSchema,
  project_id: z.int().optional(),
  file_type: openEnum<FileType>().optional(),
  /** For example `script.js`; in responses since 2024. */
  name: z.string().optional(),
  content: z.string().optional(),
})

/** A script or a certificate. Each run has its own file with a snapshot of its script. */
export type File = z.infer<typeof fileSchema>

export interface FileInput {
  file_type: Open<FileType>
  name: string
  content: string
  /** The password of a certificate; no response contains it. */
  password?: string
}

export function fileInput(values: ValueSchemas) {
  return z.looseObject({
    file_type: values('file_type'),
    name: nonEmptyText,
    content: z.string(),
    password: z.string().optional(),
  } satisfies InputShape<FileInput>)
}
