import { oneOf } from '../filters.js'
import type { Resource } from '../resource.js'

export const files: Resource<'files'> = {
  table: 'files',
  title: 'File',
  filters: { file_type: oneOf('file_type') },
  view: (row) => row,
}
