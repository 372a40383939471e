import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Reason } from '../model/result.js'
import { fingerprintReason, groupReasons, rangeOf } from './fingerprint.js'

function reason(message: string, parts: Partial<Reason> = {}): Reason {
  return {
    kind: 'script',
    message,
    participants: ['one'],
    evidence: [],
    ...parts,
  }
}

test.each([
  ['a count', 'waited 5000 ms for 3 of 4', 'waited … ms for … of …'],
  ['an address', 'GET https://shop.test/cart/17?u=a failed', 'GET … failed'],
  ['an address of a machine', 'refused by 10.0.3.17:8443', 'refused by …'],
  ['one of the newer kind', 'refused by 2001:db8:85a3::8a2e now', 'refused by … now'],
  ['a UUID', 'room 3f2b8c1e-0000-4aaa-9bbb-1234567890ab is full', 'room … is full'],
  ['a hash', 'build 9f86d081884c is old', 'build … is old'],
  ['an id of letters and digits', 'no peer k3j9x2q', 'no peer …'],
  ['an address of mail', 'no user anna.b+1@mail.test', 'no user …'],
  ['quoted words', `expected "Anna" but got 'Bob'`, 'expected … but got …'],
  ['an apostrophe quotes nothing', `can't see the user's name`, `can't see the user's name`],
  ['a place stays', 'gone (specs/lib.ts:5:45)', 'gone (specs/lib.ts:5:45)'],
  ['a line stays', 'gone (script line 7)', 'gone (script line 7)'],
  ['words stay', 'no element <#buy>', 'no element <#buy>'],
])('%s', (_, text, expected) => {
  expect(fingerprintReason(text)).toBe(expected)
})

test('ids, numbers and addresses do not change the fingerprint', () => {
  const own = fc.oneof(
    fc.nat().map(String),
    fc.uuid(),
    fc.ipV4(),
    fc.webUrl({ validSchemes: ['https'] }).map((url) => url.replaceAll(/[()'"]/g, '')),
    fc.string().map((text) => `"${text.replaceAll('"', '')}"`),
  )
  fc.assert(
    fc.property(own, own, fc.constantFrom('no peer', 'timed out in'), (a, b, words) => {
      expect(fingerprintReason(`${words} ${a} again`)).toBe(fingerprintReason(`${words} ${b} again`))
      expect(fingerprintReason(`${words} ${a} again`)).not.toBe(fingerprintReason(`other ${a} again`))
    }),
  )
})

test('a merged reason lists what differs', () => {
  const many = ['a', 'b', 'c', 'd'].map((name, n) =>
    reason(`room ${n} is closed`, { participants: [name], evidence: [`/${name}.log`] }),
  )
  expect(groupReasons([reason('no <#buy-1>'), ...many, reason('no <#buy-2>')])).toEqual([
    reason('room … is closed', {
      participants: ['a', 'b', 'c', 'd'],
      evidence: ['/a.log', '/b.log', '/c.log', '/d.log'],
    }),
    reason('no <#buy-1|2>', { participants: ['one', 'one'] }),
  ])
})

test('asserts of similar metrics are not merged', () => {
  const asserts = ['95th', '99th'].map((end) =>
    reason(`webrtc/audio/rtt/${end}`, { kind: 'assert', expected: '< 2', actual: '3' }),
  )
  expect(groupReasons(asserts)).toEqual(asserts)
})

test('grouping keeps every participant and file', () => {
  const message = fc.oneof(fc.string(), fc.constantFrom('no peer 1', 'no peer 2', '" \' `', '1…"2'))
  fc.assert(
    fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
      const own = messages.map((text, n) => reason(text, { participants: [`p${n}`], evidence: [`f${n}`] }))
      const grouped = groupReasons(own)
      for (const key of ['participants', 'evidence'] as const) {
        expect(grouped.flatMap((one) => one[key]).toSorted()).toEqual(
          own.flatMap((one) => one[key]).toSorted(),
        )
      }
      const sizes = grouped.map(({ participants }) => participants.length)
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
    }),
  )
})

test.each([
  [[], ''],
  [['3'], '3'],
  [['12', '3.5', '12'], '3.5 … 12'],
  [['VP8', 'H264'], 'H264, VP8'],
  [['d', 'b', 'a', 'c', '7'], '7, a, b and 2 more'],
])('%j reads %s', (values, words) => {
  expect(rangeOf(values)).toBe(words)
})
