import { expect, test } from 'vitest'
import type { AssertSpec } from '../../model/spec.js'
import { aParticipant, aTest } from '../../../test/examples.js'
import { capacityNotices } from './capacity-notices.js'

const twoCores = { pages: 20, calls: 3 }
const rtt: AssertSpec = {
  kind: 'assert',
  path: 'webrtc/audio/rtt/avg',
  operator: 'lt',
  expected: '200',
  preconditions: {},
}

function pages(count: number) {
  return aTest(`${count} pages`, { participants: [aParticipant('viewer', count)] })
}

function call(count: number) {
  return aTest(`${count} in a call`, { participants: [aParticipant('caller', count)], asserts: [rtt] })
}

function messagesFor(tests: readonly ReturnType<typeof aTest>[], concurrency = 2) {
  return capacityNotices(tests, twoCores, concurrency).map(({ test: one, message }) => [one?.id, message])
}

test('a test with too many participants for the machine has a warning', () => {
  expect(messagesFor([pages(21), call(4), pages(1)])).toMatchInlineSnapshot(`
    [
      [
        "21 pages",
        "21 participants are more than the 20 that this machine can run without overload: the others start late, after participants that have ended. Use fewer, or run the test at Loadero.",
      ],
      [
        "4 in a call",
        "4 participants are more than the 3 that this machine can run without overload: the others make the measured audio and video worse. Use fewer, or run the test at Loadero.",
      ],
    ]
  `)
})

test('tests that fit are warned about when they run at a time', () => {
  expect(messagesFor([pages(15), call(2), pages(1)])).toMatchInlineSnapshot(`
    [
      [
        undefined,
        "2 runs at a time have up to 17 participants, more than this machine can run without overload. Use --concurrency 1 or --max-participants.",
      ],
    ]
  `)
  expect(messagesFor([pages(15), call(2), pages(1)], 1)).toEqual([])
})

test('tests that the machine can run have no warning', () => {
  expect(messagesFor([pages(20)])).toEqual([])
  expect(messagesFor([call(3)])).toEqual([])
  expect(messagesFor([pages(10), pages(10)])).toEqual([])
})
