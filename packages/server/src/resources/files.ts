import { fileTypes } from '@loadero-test/core'
import { z } from 'zod'
import { enumField as valueOf, textField } from '../http/body.js'
import { containsFilter, enumFilter } from '../http/filters.js'
import { httpError } from '../http/http-error.js'
import type { WritableResource } from './resource.js'
import type { Store } from '../store/store.js'
import type { FileRow } from '../store/tables.js'

const body = z.object({
  file_type: valueOf(fileTypes),
  name: textField,
  content: textField,
  /** Of a certificate; nothing here needs it, so it is not kept. */
  password: textField.exactOptional(),
})

export const files: WritableResource<'files', z.infer<typeof body>> = {
  table: 'files',
  title: 'File',
  permission: 'FILE',
  body,
  filters: { file_type: enumFilter('file_type'), name: containsFilter('name') },
  compose: ({ file_type, name, content }, { store }, { project_id = 0 }, former) => {
    if (former && usersOf(store, former).runs) throw httpError(409, 'File belongs to a run')
    return { project_id, file_type, name, content }
  },
  view: (row) => row,
  remove: (row, { store }) => {
    const { tests, runs } = usersOf(store, row)
    if (tests || runs) throw httpError(409, 'File is in use')
    store.remove('files', row.id)
  },
}

/** Whether the file is the script of a test, or what a run has frozen of one. */
function usersOf(store: Store, { id }: FileRow) {
  return {
    tests: store.count('tests', { script_file_id: id }) > 0,
    runs: store.count('runs', { script_file_id: id }) > 0,
  }
}
