import fc from 'fast-check'
import { expect, test } from 'vitest'
import { audioIn, measure, snapshot, type StatsSnapshot } from '../test/snapshots.js'

/** The counters of a stream at irregular times. Loss can decrease, when a late packet arrives. */
const counters = fc
  .array(
    fc.record({
      ms: fc.integer({ min: 1, max: 3_000 }),
      packets: fc.nat(200),
      lost: fc.integer({ min: -3, max: 9 }),
    }),
    {
      minLength: 1,
      maxLength: 30,
    },
  )
  .map((steps) => {
    let [ms, packets, lost] = [0, 1, 0]
    return steps.map((step) => {
      ms += step.ms
      packets += step.packets
      lost += step.lost
      return { seconds: ms / 1_000, packets, lost }
    })
  })

function readings(points: readonly { seconds: number; packets: number; lost: number }[], connection: string) {
  return points.map(({ seconds, packets, lost }) =>
    snapshot(
      seconds,
      [audioIn({ packetsReceived: packets, bytesReceived: 60 * packets, packetsLost: lost })],
      connection,
    ),
  )
}

function samples(measured: ReturnType<typeof measure>, path: string): readonly number[] {
  const found = measured[path]
  return found && 'samples' in found ? found.samples : []
}
function sum(values: readonly number[]) {
  return values.reduce((total, value) => total + value, 0)
}

test('samples of a counter add up to its total', () => {
  fc.assert(
    fc.property(counters, counters, (one, two) => {
      const measured = measure(...readings(one, 'one'), ...readings(two, 'two'))
      const total = (key: 'packets' | 'lost') => (one.at(-1)?.[key] ?? 0) + (two.at(-1)?.[key] ?? 0)
      expect(sum(samples(measured, 'webrtc/audio/packets/in'))).toBe(total('packets'))
      expect(sum(samples(measured, 'webrtc/audio/bytes/in'))).toBe(60 * total('packets'))
      expect(sum(samples(measured, 'webrtc/audio/packetsLost/in'))).toBe(
        Math.max(0, one.at(-1)?.lost ?? 0) + Math.max(0, two.at(-1)?.lost ?? 0),
      )
      for (const lost of samples(measured, 'webrtc/audio/packetsLost/in'))
        expect(lost).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('each second has one sample and finite rates', () => {
  fc.assert(
    fc.property(counters, (points) => {
      const measured = measure(...readings(points, 'one'))
      const seconds = new Set(points.map((point) => Math.round(point.seconds)))
      expect(samples(measured, 'webrtc/audio/packets/in')).toHaveLength(seconds.size)
      for (const rate of samples(measured, 'webrtc/audio/bitrate/in')) {
        expect(rate).toBeGreaterThanOrEqual(0)
        expect(rate).toBeLessThan(Infinity)
      }
    }),
  )
})

test('the order of the frames changes nothing', () => {
  fc.assert(
    fc.property(counters, counters, fc.infiniteStream(fc.boolean()), (one, two, coin) => {
      const [left, right] = [readings(one, 'one'), readings(two, 'two')]
      const mixed: StatsSnapshot[] = []
      while (left.length + right.length > 0) {
        const next = (coin.next().value && left.length > 0 ? left : right).shift() ?? left.shift()
        if (next) mixed.push(next)
      }
      expect(measure(...mixed)).toEqual(measure(...readings(one, 'one'), ...readings(two, 'two')))
    }),
  )
})

test('a restarted stream counts in full', () => {
  fc.assert(
    fc.property(counters, counters, (one, two) => {
      const end = one.at(-1) ?? { seconds: 0, packets: 0 }
      const later = two
        .map((point) => ({ ...point, seconds: point.seconds + end.seconds }))
        .filter(({ packets }) => packets < end.packets)
      fc.pre(later.length > 0)
      const measured = measure(...readings([...one, ...later], 'one'))
      expect(sum(samples(measured, 'webrtc/audio/packets/in'))).toBe(
        end.packets + (later.at(-1)?.packets ?? 0),
      )
    }),
  )
})
