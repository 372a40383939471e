import { pick } from '../store/columns.js'
import { testSize } from '../store/sizes.js'
import type { Store } from '../store/store.js'
import { type ParticipantRow, profileColumns, type RunRow, type TestRow } from '../store/tables.js'
import { unsetTime } from '../store/timestamp.js'

/** Creates a pending run from the current state of a test. Later changes to the test do not affect it. */
export function snapshotTest(
  store: Store,
  test: TestRow,
  resolveBrowser: (requested: string) => string,
): RunRow {
  const { groups, participants, computeUnits } = testSize(store, test.id)
  const [script] = store.find('files', { id: test.script_file_id })
  if (script === undefined) throw new Error(`Test ${test.id} has no script`)
  const run = store.insert('runs', {
    ...pick(test, 'increment_strategy', 'start_interval', 'participant_timeout', 'mos_test'),
    project_id: test.project_id,
    test_id: test.id,
    test_name: test.name,
    test_mode: test.mode,
    status: 'pending',
    script_file_id: store.insert('files', { ...script, file_type: 'run_script' }).id,
    processing_started: unsetTime,
    processing_finished: unsetTime,
    execution_started: unsetTime,
    execution_finished: unsetTime,
    success_rate: 0,
    group_count: groups,
    participant_count: participants,
    total_cu_count: computeUnits,
    metric_status: 'none',
    mos_status: 'none',
  })
  for (const { participant, ...position } of expandParticipants(store, test.id)) {
    store.insert('run_participants', {
      ...pick(participant, ...profileColumns, 'profile_id', 'compute_unit', 'record_audio'),
      ...position,
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
    const definition = pick(assert, 'path', 'operator', 'expected')
    store.insert('run_asserts', { ...definition, run_id: run.id, preconditions })
  }
  return run
}

/** Every copy of every participant of a test. Those without a group come last, as one group without a name. */
function expandParticipants(store: Store, testId: number) {
  const copies = store.find('groups', { test_id: testId }).flatMap(({ id, name, count }) => {
    const members = store.find('participants', { group_id: id })
    return Array.from({ length: count }, () => ({ group_name: name, members }))
  })
  const ungrouped = store
    .find('participants', { test_id: testId })
    .filter((row) => row.group_id === undefined)
  return [...copies, { group_name: '', members: ungrouped }].flatMap(({ group_name, members }, group_num) =>
    members
      .flatMap((participant) => Array.from<ParticipantRow>({ length: participant.count }).fill(participant))
      .map((participant, participant_num) => ({ participant, participant_num, group_num, group_name })),
  )
}
