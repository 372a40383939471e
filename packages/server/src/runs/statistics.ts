import type { AssertStatus } from '@loadero-test/core'
import type { Store } from '../store.js'
import type { RunAssertRow, RunRow } from '../tables.js'

/** How many participants each assert of a run passed, failed or did not concern. */
export const statistics = (store: Store, run: RunRow): object => ({
  asserts: store.find('run_asserts', { run_id: run.id }).map((assert) => tally(store, assert)),
})

const tally = (store: Store, { id, path, operator, expected, preconditions }: RunAssertRow): object => {
  const outcomes = store.find('result_asserts', { run_assert_id: id })
  const count = (status: AssertStatus) => outcomes.filter((outcome) => outcome.status === status).length
  const fail = count('fail')
  return {
    run_assert_id: id,
    path,
    operator,
    expected,
    preconditions,
    pass: count('pass'),
    fail,
    skip: count('skipped'),
    // Whom its preconditions leave out cannot fail it.
    status: fail > 0 ? 'fail' : 'pass',
  }
}
