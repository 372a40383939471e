import { fileTypes } from '@loadero-test/core'
import { z } from 'zod'
import { enumField, textField } from '../http/body.js'
import { filterTables } from '@loadero-test/core/internal'
import { listFilters } from '../http/filters.js'
import { httpError } from '../http/http-error.js'
import type { WritableResource } from './resource.js'
import type { Store } from '../store/store.js'
import type { FileRow } from '../store/tables.js'

const body = z.object({
  file_type: enumField(fileTypes),
  name: textField,
  content: textField,
  /** The password of a certificate. The server does not need it, so it is not kept. */
  password: textField.exactOptional(),
})

export const files: WritableResource<'files', z.infer<typeof body>> = {
  table: 'files',
  title: 'File',
  permission: 'FILE',
  body,
  filters: listFilters(filterTables.files, { file_type: (row: FileRow) => row.file_type }),
  compose: ({ file_type, name, content }, { store }, { project_id = 0 }, previous) => {
    if (previous && findUses(store, previous).runs) throw httpError(409, 'File belongs to a run')
    return { project_id, file_type, name, content }
  },
  view: (row) => row,
  remove: (row, { store }) => {
    const { tests, runs } = findUses(store, row)
    if (tests || runs) throw httpError(409, 'File is in use')
    store.remove('files', row.id)
  },
}

/** Whether the file is the script of a test or of a run. */
function findUses(store: Store, { id }: FileRow) {
  return {
    tests: store.count('tests', { script_file_id: id }) > 0,
    runs: store.count('runs', { script_file_id: id }) > 0,
  }
}
