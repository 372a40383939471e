import { pick } from '../store/columns.js'
import { testSize } from '../store/sizes.js'
import type { Store } from '../store/store.js'
import {
  profileColumns,
  type FileRow,
  type GroupRow,
  type ParticipantRow,
  type RunRow,
  type TestRow,
} from '../store/tables.js'
import { unsetTime } from '../store/timestamp.js'

/** Freezes a test into a pending run: later changes to the test do not reach it. */
export function snapshotTest(
  store: Store,
  test: TestRow,
  resolveBrowser: (requested: string) => string,
): RunRow {
  const run = insertRun(store, test)
  for (const { participant, ...place } of expand(store, test.id)) {
    store.insert('run_participants', {
      ...pick(participant, ...profileColumns, 'profile_id', 'compute_unit', 'record_audio'),
      ...place,
      run_id: run.id,
      participant_name: participant.name,
      browser: resolveBrowser(participant.browser),
      requested_browser: participant.browser,
    })
  }
  for (const assert of store.find('asserts', { test_id: test.id })) {
    const preconditions = store
      .find('preconditions', { assert_id: assert.id })
      .map((row) => pick(row, 'property', 'operator', 'expected'))
    const facts = pick(assert, 'path', 'operator', 'expected')
    store.insert('run_asserts', { ...facts, run_id: run.id, preconditions })
  }
  return run
}

function insertRun(store: Store, test: TestRow): RunRow {
  const { groups, participants, units } = testSize(store, test.id)
  return store.insert('runs', {
    ...pick(test, 'increment_strategy', 'start_interval', 'participant_timeout', 'mos_test'),
    project_id: test.project_id,
    test_id: test.id,
    test_name: test.name,
    test_mode: test.mode,
    status: 'pending',
    script_file_id: copyScript(store, test).id,
    processing_started: unsetTime,
    processing_finished: unsetTime,
    execution_started: unsetTime,
    execution_finished: unsetTime,
    success_rate: 0,
    group_count: groups,
    participant_count: participants,
    total_cu_count: units,
    metric_status: 'none',
    mos_status: 'none',
  })
}

function copyScript(store: Store, test: TestRow): FileRow {
  const [script] = store.find('files', { id: test.script_file_id })
  if (script === undefined) throw new Error(`Test ${test.id} has no script`)
  return store.insert('files', { ...script, file_type: 'run_script' })
}

interface Seat {
  readonly participant: ParticipantRow
  readonly participant_num: number
  readonly group_num: number
  readonly group_name: string
}

/** Every participant that the test asks for; those without a group follow last, as if they were one. */
function expand(store: Store, testId: number): Seat[] {
  const copies = store.find('groups', { test_id: testId }).flatMap((group) => copiesOf(store, group))
  const alone = store.find('participants', { test_id: testId }).filter((row) => row.group_id === undefined)
  return [...copies, { group_name: '', members: alone }].flatMap(({ group_name, members }, group_num) =>
    members
      .flatMap((participant) => Array.from({ length: participant.count }, () => participant))
      .map((participant, participant_num) => ({ participant, participant_num, group_num, group_name })),
  )
}

function copiesOf(store: Store, { id, name, count }: GroupRow) {
  const members = store.find('participants', { group_id: id })
  return Array.from({ length: count }, () => ({ group_name: name, members }))
}
