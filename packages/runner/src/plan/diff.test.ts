import { expect, test } from 'vitest'
import type { TestCase } from '../model.js'
import { aParticipant, aTest } from '../testing.js'
import type { Current } from './current.js'
import { desired as desiredOf } from './desired.js'
import { countWrites, diff } from './diff.js'

const desired = (wanted: TestCase) => desiredOf(wanted, { project: 1, prefix: '', version: '1' })

const spec = aTest('t', {
  groups: [{ name: 'pair', count: 2, participants: [aParticipant('caller'), aParticipant('callee')] }],
  participants: [aParticipant('observer', 3)],
  asserts: [
    {
      kind: 'assert',
      path: 'webrtc/audio/rtt/avg',
      operator: 'lt',
      expected: '200',
      preconditions: { browser: 'chromeLatest' },
    },
    {
      kind: 'assert',
      path: 'webrtc/audio/rtt/avg',
      operator: 'lt',
      expected: '300',
      preconditions: { browser: 'firefoxLatest' },
    },
  ],
})

/** The remote state after all of it was created, with the keys that the service adds. */
const current = (): Current => {
  const wanted = desired(spec)
  const { script, ...settings } = wanted.test
  const [group] = wanted.groups
  return {
    test: { id: 1, ...settings, script_file_id: 9, participant_count: 7 } as never,
    script,
    groups: [
      {
        row: { id: 2, ...group!.body } as never,
        participants: group!.participants.map((body, i) => ({ id: 3 + i, group_id: 2, ...body }) as never),
      },
    ],
    participants: wanted.participants.map((body) => ({ id: 5, ...body }) as never),
    asserts: wanted.asserts
      .map(
        ({ body, preconditions }, i) =>
          ({ id: 6 + i, ...body, preconditions: preconditions.map((p) => ({ id: 8 + i, ...p })) }) as never,
      )
      .toReversed(),
  }
}

test('conditions become preconditions, one for each comparison', () => {
  const asserts = [
    { ...spec.spec.asserts[0]!, preconditions: { browser: 'chromeLatest', groupNum: { gte: 1, lt: 5 } } },
  ]
  expect(desired(aTest('t', { asserts })).asserts[0]?.preconditions).toEqual([
    { property: 'browser', operator: 'eq', expected: 'chromeLatest' },
    { property: 'group_num', operator: 'gte', expected: '1' },
    { property: 'group_num', operator: 'lt', expected: '5' },
  ])
})

test('what is there already is never written, in whatever order it comes', () => {
  const plan = diff(desired(spec), current())
  expect(countWrites(plan)).toBe(0)
})

test('what is not there is created, children included', () => {
  const plan = diff(desired(spec), undefined)
  expect(countWrites(plan)).toBe(1 + 1 + 2 + 1 + 2 + 2)
})

test('one changed option is one update of one resource, sent whole', () => {
  const changed = aTest('t', {
    ...spec.spec,
    participants: [{ ...aParticipant('observer', 3), network: '4g' }],
  })
  const plan = diff(desired(changed), current())
  expect(countWrites(plan)).toBe(1)
  expect(plan.participants).toMatchObject([
    { kind: 'update', id: 5, body: { network: '4g', compute_unit: 'g2' } },
  ])
})

test('a changed script is an update of the test', () => {
  const plan = diff(desired(aTest('t', { ...spec.spec, script: 'client => { client.end() }' })), current())
  expect(plan.test).toMatchObject({ kind: 'update', id: 1 })
})

test('a changed limit updates its own assert, though another has the same metric', () => {
  const [chrome, firefox] = spec.spec.asserts
  const plan = diff(
    desired(aTest('t', { ...spec.spec, asserts: [{ ...chrome!, expected: '150' }, firefox!] })),
    current(),
  )
  expect(countWrites(plan)).toBe(1)
  expect(plan.asserts.find(({ change }) => change.kind === 'update')).toMatchObject({
    change: { id: 6, body: { expected: '150' } },
  })
})

test('what no spec declares any more is deleted, and a group takes its participants along', () => {
  const plan = diff(desired(aTest('t', { ...spec.spec, groups: [], asserts: [] })), current())
  expect(plan.groups).toEqual([{ change: { kind: 'delete', id: 2 }, participants: [] }])
  expect(plan.asserts.map(({ change }) => change.kind)).toEqual(['delete', 'delete'])
  expect(countWrites(plan)).toBe(3)
})

test('two participants of one name keep their two records', () => {
  const twins = aTest('t', { ...spec.spec, participants: [aParticipant('twin'), aParticipant('twin', 2)] })
  const rows = desired(twins).participants.map((body, i) => ({ id: 50 + i, ...body }) as never)
  expect(
    diff(desired(twins), { ...current(), participants: rows }).participants.map(({ kind }) => kind),
  ).toEqual(['keep', 'keep'])
})
