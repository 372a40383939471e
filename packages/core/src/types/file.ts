import { z } from 'zod'
import { open, row } from './wire.js'

export type FileType = 'test_script' | 'run_script' | 'ssl-certificate' | 'run-ssl-certificate'

export const fileSchema = z.looseObject({
  ...row,
  project_id: z.int().optional(),
  file_type: open<FileType>().optional(),
  name: z.string().optional(),
  content: z.string().optional(),
})

export type File = z.infer<typeof fileSchema>
