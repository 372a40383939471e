import { expect, test } from 'vitest'
import type { AssertSpec, TestSpec } from '../model/model.js'
import { aParticipant, aTest } from '../../test/examples.js'
import { type Content, contentHash } from './content.js'
import { contentOf } from './current.js'
import { desired } from './desired.js'
import { childWrites, diff } from './diff.js'
import { currentOf } from '../../test/current-tests.js'

function anAssert(expected: string, preconditions: AssertSpec['preconditions'] = {}): AssertSpec {
  return {
    kind: 'assert',
    path: 'webrtc/audio/rtt/avg',
    operator: 'lt',
    expected,
    preconditions,
  }
}

const spec = aTest('t', {
  groups: [{ name: 'pair', count: 2, participants: [aParticipant('caller'), aParticipant('callee')] }],
  participants: [aParticipant('observer', 3)],
  asserts: [anAssert('200', { browser: 'chromeLatest' }), anAssert('300', { browser: 'firefoxLatest' })],
}).spec

function wanted(changes: Partial<TestSpec> = {}): Content {
  return desired(aTest('t', { ...spec, ...changes }), '')
}

function changes(from: Partial<TestSpec>, to: Partial<TestSpec>) {
  return diff(wanted(to), currentOf(wanted(from)))
}
function kinds(list: readonly { readonly change: { readonly kind: string } }[]) {
  return list.map(({ change }) => change.kind)
}

test('conditions become preconditions, one for each comparison', () => {
  const asserts = [anAssert('1', { browser: 'chromeLatest', groupNum: { gte: 1, lt: 5 } })]
  expect(wanted({ asserts }).asserts[0]?.preconditions).toEqual([
    { property: 'browser', operator: 'eq', expected: 'chromeLatest' },
    { property: 'group_num', operator: 'gte', expected: '1' },
    { property: 'group_num', operator: 'lt', expected: '5' },
  ])
})

test('what is there already is not written, in whatever order it comes, and has the same hash', () => {
  const found = changes({}, {})
  expect(found.test.kind).toBe('keep')
  expect(childWrites(found)).toBe(0)
  expect(contentHash(contentOf(currentOf(wanted())))).toBe(contentHash(wanted()))
})

test('the hash tells any change but that of the name', () => {
  const hash = contentHash(wanted())
  expect(contentHash({ ...wanted(), test: { ...wanted().test, name: 'other', mos_test: true } })).toBe(hash)
  const others = [
    wanted({ script: 'client => { client.end() }' }),
    wanted({ startIntervalSeconds: 2 }),
    wanted({ groups: [] }),
    wanted({ participants: [...spec.participants, ...spec.participants] }),
    wanted({ asserts: [anAssert('200'), anAssert('300', { browser: 'firefoxLatest' })] }),
  ]
  expect(new Set([hash, ...others.map(contentHash)]).size).toBe(6)
})

test('what is not there is created, children included', () => {
  const found = diff(wanted())
  expect(found.test.kind).toBe('create')
  expect(childWrites(found)).toBe(1 + 2 + 1 + 2 + 2)
})

test('one changed option is one update of one resource, sent whole, with what it was before', () => {
  const found = changes({}, { participants: [{ ...aParticipant('observer', 3), network: '4g' }] })
  expect(childWrites(found)).toBe(1)
  expect(found.participants).toMatchObject([
    { kind: 'update', before: { network: 'default' }, body: { network: '4g', compute_unit: 'g2' } },
  ])
})

test('what a test has at Loadero that no spec can say is sent back as it is', () => {
  const current = currentOf(wanted())
  const own = { ...current.test, body: { ...current.test.body, mos_test: true } }
  expect(diff(wanted({ startIntervalSeconds: 9 }), { ...current, test: own }).test).toMatchObject({
    kind: 'update',
    body: { mos_test: true, start_interval: 9 },
  })
  expect(diff(wanted(), { ...current, test: own }).test.kind).toBe('keep')
})

test('a renamed group or participant is updated, not made anew', () => {
  const [group] = spec.groups
  const found = changes(
    {},
    { groups: [{ ...group!, name: 'couple' }], participants: [aParticipant('watcher', 3)] },
  )
  expect(kinds(found.groups)).toEqual(['update'])
  expect(found.participants.map(({ kind }) => kind)).toEqual(['update'])
  expect(childWrites(found)).toBe(2)
})

test('a group takes over from the one that has most in common with it', () => {
  const people = (...names: string[]) => names.map((name) => aParticipant(name))
  const found = changes(
    {
      groups: [
        { name: 'a', count: 1, participants: people('1', '2', '3') },
        { name: 'b', count: 1, participants: people('4', '5') },
      ],
    },
    { groups: [{ name: 'c', count: 1, participants: people('4', '5', '6') }] },
  )
  expect(
    found.groups.map(({ change }) => ('before' in change ? [change.kind, change.before.name] : [])),
  ).toEqual([
    ['update', 'b'],
    ['delete', 'a'],
  ])
  expect(childWrites(found)).toBe(3)
})

test('a group that resembles none is created, when that takes fewer requests than turning another into it', () => {
  const many = ['1', '2', '3', '4', '5'].map((name) => aParticipant(name))
  const found = changes(
    { groups: [{ name: 'crowd', count: 1, participants: many }] },
    { groups: [{ name: 'one', count: 2, participants: [{ ...aParticipant('x'), network: '4g' }] }] },
  )
  expect(kinds(found.groups)).toEqual(['create', 'delete'])
})

test('groups with the same participants are copied, from one that is there or from the first that is made', () => {
  const [pair] = spec.groups
  const more = ['b', 'c'].map((name) => ({ ...pair!, name }))
  const added = changes({}, { groups: [...more, pair!] })
  expect(added.groups.map(({ change }) => change)).toMatchObject([
    { kind: 'keep' },
    { kind: 'copy', from: 0, body: { name: 'b' } },
    { kind: 'copy', from: 0, body: { name: 'c' } },
  ])
  expect(childWrites(added)).toBe(2)
  expect(kinds(changes({ groups: [] }, { groups: [...more, pair!] }).groups)).toEqual([
    'create',
    'copy',
    'copy',
  ])
  const larger = { ...pair!, name: 'd', count: 3 }
  expect(kinds(changes({}, { groups: [pair!, larger] }).groups)).toEqual(['keep', 'create'])
})

test('a group that is still to lose a participant is no model', () => {
  const [pair] = spec.groups
  const alone = { ...pair!, participants: [aParticipant('caller')] }
  const found = changes({}, { groups: [alone, { ...alone, name: 'b' }] })
  expect(kinds(found.groups)).toEqual(['keep', 'create'])
})

test('an assert is copied where that saves requests: with two preconditions or more', () => {
  const two = { browser: 'chromeLatest', network: '4g' }
  const asserts = [
    anAssert('1', two),
    anAssert('2', two),
    anAssert('3', { network: '4g' }),
    anAssert('4', { network: '4g' }),
  ]
  const found = changes({ asserts: [] }, { asserts })
  expect(kinds(found.asserts)).toEqual(['create', 'copy', 'create', 'create'])
  expect(childWrites(found)).toBe(3 + 2 + 2 + 2)
})

test('a changed limit updates its own assert, though another has the same metric', () => {
  const [chrome, firefox] = spec.asserts
  const found = changes({}, { asserts: [{ ...chrome!, expected: '150' }, firefox!] })
  expect(childWrites(found)).toBe(1)
  expect(found.asserts.find(({ change }) => change.kind === 'update')).toMatchObject({
    change: { before: { expected: '200' }, body: { expected: '150' } },
  })
})

test('what no spec declares any more is deleted last, and takes along what is below it', () => {
  const found = changes({}, { groups: [], asserts: [anAssert('200', { browser: 'chromeLatest' })] })
  expect(kinds(found.groups)).toEqual(['delete'])
  expect(found.groups[0]?.participants).toMatchObject([{ kind: 'delete' }, { kind: 'delete' }])
  expect(kinds(found.asserts)).toEqual(['keep', 'delete'])
  expect(childWrites(found)).toBe(2)
})

test('two participants of one name keep their two records', () => {
  const participants = [aParticipant('twin'), aParticipant('twin', 2)]
  expect(changes({ participants }, { participants }).participants.map(({ kind }) => kind)).toEqual([
    'keep',
    'keep',
  ])
})
