import { incrementStrategies, isLive, type Language, testModes } from '@loadero-test/core'
import { z } from 'zod'
import { booleanField, enumField, positiveField, textField } from '../http/body.js'
import { filterTables } from '@loadero-test/core/internal'
import { listFilters } from '../http/filters.js'
import { httpError } from '../http/http-error.js'
import type { CopyableResource } from './resource.js'
import type { Context } from '../context.js'
import type { TestRow } from '../store/tables.js'
import { asserts } from './asserts.js'
import { copyName, copyTest } from './copies.js'
import { omitZeros } from '../store/columns.js'
import { testSize } from '../store/sizes.js'

const body = z.object({
  name: textField,
  script: textField.exactOptional(),
  start_interval: positiveField,
  participant_timeout: positiveField,
  mode: enumField(testModes),
  increment_strategy: enumField(incrementStrategies),
  mos_test: booleanField.exactOptional(),
})

export const tests: CopyableResource<'tests', z.infer<typeof body>> = {
  table: 'tests',
  title: 'Test',
  permission: 'TEST',
  body,
  required: ({ testScript }) => (testScript === 'required' ? ['script'] : []),
  filters: listFilters(filterTables.tests, {
    name: (row: TestRow) => row.name,
    test_mode: (row) => row.mode,
    increment_strategy: (row) => row.increment_strategy,
    start_interval: (row) => row.start_interval,
    participant_timeout: (row) => row.participant_timeout,
  }),
  compose: ({ script, ...settings }, context, { project_id = 0 }, previous) => ({
    ...settings,
    mos_test:
      settings.mos_test ?? (context.assumptions.omittedOnUpdate === 'keep' && previous?.mos_test) ?? false,
    script_file_id: storeScript(context, project_id, script, previous),
  }),
  view: (row, { store }) => {
    const { groups, participants } = testSize(store, row.id)
    return { ...row, ...omitZeros({ group_count: groups, participant_count: participants }) }
  },
  remove: ({ id, script_file_id }, context) => {
    const { store, assumptions } = context
    if (
      !assumptions.deleteWhileLive &&
      store.find('runs', { test_id: id }).some(({ status }) => isLive(status))
    ) {
      throw httpError(409, 'Test has an active run')
    }
    for (const row of store.find('asserts', { test_id: id })) asserts.remove(row, context)
    for (const row of store.find('participants', { test_id: id })) store.remove('participants', row.id)
    for (const row of store.find('groups', { test_id: id })) store.remove('groups', row.id)
    store.remove('files', script_file_id)
    store.remove('tests', id)
  },
  copy: (row, { store }, name) => copyTest(store, row, { name: name ?? copyName(row) }),
}

/** The id of the script's file, which stays the same when the script changes. Without a script, it is as it was. */
function storeScript(
  { store, projects }: Pick<Context, 'store' | 'projects'>,
  projectId: number,
  content: string | undefined,
  previous?: TestRow,
): number {
  const [file] = previous ? store.find('files', { id: previous.script_file_id }) : []
  if (file) return store.replace('files', { ...file, content: content ?? file.content }).id
  const name = scriptNames[projects.get(projectId)?.language ?? 'javascript']
  return store.insert('files', {
    project_id: projectId,
    file_type: 'test_script',
    name,
    content: content ?? '',
  }).id
}

/** The name of the file of a test's script. */
const scriptNames = {
  javascript: 'script.js',
  java: 'script.java',
  python: 'script.py',
} as const satisfies Record<Language, string>
