import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Check } from '../../model/result.js'
import { gateSentence, readGate } from './gate-reading.js'

function aCheck(parts: Partial<Check>): Check {
  return {
    kind: 'expectation',
    name: 'check',
    outcome: 'passed',
    participants: { total: 50, passed: 37 },
    ...parts,
  }
}

const rtt = { path: 'webrtc/audio/rtt/avg', operator: 'lt', limit: '150' } as const

test.each<[string, Check]>([
  [
    'a percentile',
    aCheck({ title: '95th percentile of webrtc/audio/rtt/avg < 150 ms', gate: rtt, actual: '412 ms' }),
  ],
  [
    'a met percentile',
    aCheck({ title: 'mean of webrtc/audio/rtt/avg < 150 ms', gate: rtt, actual: '120.5 ms' }),
  ],
  [
    'a share',
    aCheck({
      title: '80% of participants: webrtc/audio/rtt/avg < 150 ms',
      gate: rtt,
      actual: '74%, 37 of 50',
    }),
  ],
  [
    'a share of seconds',
    aCheck({
      title: '80% of participants: share of seconds with webrtc/video/fps/in ≥ 20 ≥ 95%',
      gate: { path: 'share of seconds with webrtc/video/fps/in ≥ 20', operator: 'gte', limit: '0.95' },
      actual: '74%, 37 of 50, worst 12.5% of seconds',
    }),
  ],
  ['a success rate', aCheck({ title: 'success rate ≥ 98%', actual: '92.5%, 37 of 40' })],
  [
    'a success rate of a slice',
    aCheck({ title: 'success rate where group pair ≥ 90%', actual: '95%, 19 of 20' }),
  ],
  [
    'no value',
    aCheck({ title: 'max of webrtc/audio/rtt/avg < 150 ms', gate: rtt, actual: 'no value from 4 of 4' }),
  ],
  ['an assert', aCheck({ kind: 'assert', title: 'webrtc/audio/rtt/avg < 150 ms', gate: rtt })],
  [
    'an assert with a condition',
    aCheck({ kind: 'assert', title: 'webrtc/audio/rtt/avg < 150 ms when browser = chromeLatest', gate: rtt }),
  ],
  [
    'a text',
    aCheck({
      kind: 'assert',
      title: 'webrtc/video/codec/in = VP8',
      gate: { path: 'webrtc/video/codec/in', operator: 'eq', limit: 'VP8' },
      actual: 'H264',
    }),
  ],
  ['the scripts', aCheck({ kind: 'script', name: 'script' })],
])('the sentence of %s', (_, check) => {
  const participants = [90, 212].map((value) => ({
    label: 'one',
    traits: {},
    status: 'passed' as const,
    values: { 'webrtc/audio/rtt/avg': value },
    reasons: [],
    files: [],
  }))
  expect(gateSentence(readGate(check, participants))).toMatchSnapshot()
})

test('the margin is negative only for a value beyond the limit', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('lt', 'lte', 'gt', 'gte' as const),
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: 0, max: 1_000 }),
      (operator, limit, actual) => {
        const gate = { path: 'webrtc/audio/rtt/avg', operator, limit: String(limit) }
        const { margin, relativeMargin = NaN } = readGate(aCheck({ gate, actual: `${actual} ms` }), [])
        const isBeyond = operator.startsWith('l') ? actual > limit : actual < limit
        expect(relativeMargin < 0).toBe(isBeyond)
        expect(/above|below/.test(margin ?? '')).toBe(isBeyond)
      },
    ),
  )
})
