import { expect, test } from 'vitest'
import type { AssertSpec, TestSpec } from '../model/spec.js'
import { aParticipant, aTest } from '../../test/examples.js'
import { type Content, contentHash } from './content.js'
import { contentOf } from './current.js'
import { desiredContent } from './content.js'
import { childWrites, diff } from './diff.js'
import { currentTestOf } from '../../test/current-tests.js'

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

function wanted(options: Partial<TestSpec> = {}): Content {
  return desiredContent(aTest('t', { ...spec, ...options }), '')
}

function changes(from: Partial<TestSpec>, to: Partial<TestSpec>) {
  return diff(wanted(to), currentTestOf(wanted(from)))
}
function kinds(list: readonly { readonly change: { readonly kind: string } }[]) {
  return list.map(({ change }) => change.kind)
}

test('each comparison becomes one precondition', () => {
  const asserts = [anAssert('1', { browser: 'chromeLatest', groupNum: { gte: 1, lt: 5 } })]
  expect(wanted({ asserts }).asserts[0]?.preconditions).toEqual([
    { property: 'browser', operator: 'eq', expected: 'chromeLatest' },
    { property: 'group_num', operator: 'gte', expected: '1' },
    { property: 'group_num', operator: 'lt', expected: '5' },
  ])
})

test('equal content in any order has no changes', () => {
  const found = changes({}, {})
  expect(found.test.kind).toBe('keep')
  expect(childWrites(found)).toBe(0)
  expect(contentHash(contentOf(currentTestOf(wanted())))).toBe(contentHash(wanted()))
})

test('the hash depends on everything except the name', () => {
  const hash = contentHash(wanted())
  expect(contentHash({ ...wanted(), test: { ...wanted().test, name: 'other' } })).toBe(hash)
  const others = [
    wanted({ script: 'client => { client.end() }' }),
    wanted({ startIntervalSeconds: 2 }),
    wanted({ mosTest: true }),
    wanted({ groups: [] }),
    wanted({ participants: [...spec.participants, ...spec.participants] }),
    wanted({ asserts: [anAssert('200'), anAssert('300', { browser: 'firefoxLatest' })] }),
  ]
  expect(new Set([hash, ...others.map(contentHash)]).size).toBe(7)
})

test('a missing test is created with its children', () => {
  const found = diff(wanted())
  expect(found.test.kind).toBe('create')
  expect(childWrites(found)).toBe(1 + 2 + 1 + 2 + 2)
})

test('one changed option is one complete update', () => {
  const found = changes({}, { participants: [{ ...aParticipant('observer', 3), network: '4g' }] })
  expect(childWrites(found)).toBe(1)
  expect(found.participants).toMatchObject([
    { kind: 'update', before: { network: 'default' }, body: { network: '4g', compute_unit: 'g2' } },
  ])
})

test('settings that no spec has are sent back', () => {
  const current = currentTestOf(wanted())
  const own = { ...current.test, body: { ...current.test.body, newSetting: true } }
  expect(diff(wanted({ startIntervalSeconds: 9 }), { ...current, test: own }).test).toMatchObject({
    kind: 'update',
    body: { newSetting: true, start_interval: 9 },
  })
  expect(diff(wanted(), { ...current, test: own }).test.kind).toBe('keep')
})

test('MOS scores that no spec declares are a difference', () => {
  const current = currentTestOf(wanted({ mosTest: true }))
  expect(diff(wanted(), current).test).toMatchObject({ kind: 'update', body: { mos_test: false } })
  expect(diff(wanted({ mosTest: true }), current).test.kind).toBe('keep')
})

test('a renamed group or participant is updated', () => {
  const [group] = spec.groups
  const found = changes(
    {},
    { groups: [{ ...group!, name: 'couple' }], participants: [aParticipant('watcher', 3)] },
  )
  expect(kinds(found.groups)).toEqual(['update'])
  expect(found.participants.map(({ kind }) => kind)).toEqual(['update'])
  expect(childWrites(found)).toBe(2)
})

test('a group replaces the most similar one', () => {
  const named = (...names: string[]) => names.map((name) => aParticipant(name))
  const found = changes(
    {
      groups: [
        { name: 'a', count: 1, participants: named('1', '2', '3') },
        { name: 'b', count: 1, participants: named('4', '5') },
      ],
    },
    { groups: [{ name: 'c', count: 1, participants: named('4', '5', '6') }] },
  )
  expect(
    found.groups.map(({ change }) => ('before' in change ? [change.kind, change.before.name] : [])),
  ).toEqual([
    ['update', 'b'],
    ['delete', 'a'],
  ])
  expect(childWrites(found)).toBe(3)
})

test('a group is created when that takes fewer requests', () => {
  const many = ['1', '2', '3', '4', '5'].map((name) => aParticipant(name))
  const found = changes(
    { groups: [{ name: 'crowd', count: 1, participants: many }] },
    { groups: [{ name: 'one', count: 2, participants: [{ ...aParticipant('x'), network: '4g' }] }] },
  )
  expect(kinds(found.groups)).toEqual(['create', 'delete'])
})

test('groups with equal participants are copied', () => {
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

test('a group with a participant to delete is not copied', () => {
  const [pair] = spec.groups
  const alone = { ...pair!, participants: [aParticipant('caller')] }
  const found = changes({}, { groups: [alone, { ...alone, name: 'b' }] })
  expect(kinds(found.groups)).toEqual(['keep', 'create'])
})

test('asserts with several preconditions are copied', () => {
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

test('a changed limit updates the same assert', () => {
  const [chrome, firefox] = spec.asserts
  const found = changes({}, { asserts: [{ ...chrome!, expected: '150' }, firefox!] })
  expect(childWrites(found)).toBe(1)
  expect(found.asserts.find(({ change }) => change.kind === 'update')).toMatchObject({
    change: { before: { expected: '200' }, body: { expected: '150' } },
  })
})

test('deletions come last and include children', () => {
  const found = changes({}, { groups: [], asserts: [anAssert('200', { browser: 'chromeLatest' })] })
  expect(kinds(found.groups)).toEqual(['delete'])
  expect(found.groups[0]?.participants).toMatchObject([{ kind: 'delete' }, { kind: 'delete' }])
  expect(kinds(found.asserts)).toEqual(['keep', 'delete'])
  expect(childWrites(found)).toBe(2)
})

test('two participants of one name are kept', () => {
  const participants = [aParticipant('twin'), aParticipant('twin', 2)]
  expect(changes({ participants }, { participants }).participants.map(({ kind }) => kind)).toEqual([
    'keep',
    'keep',
  ])
})
