import type { Content } from '../src/plan/content.js'
import type { CurrentTest } from '../src/plan/current.js'

/** The state at Loadero after all of the content was created, with every list in the opposite order. */
export function currentTestOf({ test, groups, participants, asserts }: Content): CurrentTest {
  let id = 0
  const row = <T>(body: T) => ({ id: ++id, body })
  return {
    test: row(test),
    groups: groups
      .map((group) => ({ ...row(group.body), participants: group.participants.map(row).toReversed() }))
      .toReversed(),
    participants: participants.map(row).toReversed(),
    asserts: asserts
      .map((one) => ({ ...row(one.body), preconditions: one.preconditions.map(row).toReversed() }))
      .toReversed(),
  }
}
