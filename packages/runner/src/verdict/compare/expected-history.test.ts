import fc from 'fast-check'
import { expect, test } from 'vitest'
import { metric, previousRuns, successRate } from '../../collect/dsl/metric.js'
import { type Baseline, limitAfter } from '../../model/analysis/history-limit.js'
import { betterDirection } from '../../model/analysis/metric-direction.js'
import type { ExpectationSpec } from '../../model/spec.js'
import { baselineOf, withBaseline } from './expected-history.js'
import { expectationLabel } from '../checks/check-name.js'
import { checkExpectation } from '../checks/expectations.js'
import { toJudgedParticipant } from '../judged-participant.js'

const rtt = metric('webrtc/audio/rtt/avg')
const fps = metric('webrtc/video/fps/in/avg')

function participantsWith(base: string, values: readonly number[]) {
  return values.map((average, id) =>
    toJudgedParticipant({
      result: {
        id,
        status: 'pass',
        asserts: [],
        artifacts: [],
        metrics: { machine: {}, webrtc: { [base]: { average } } },
      } as never,
      files: [],
    }),
  )
}

function known(value: number): Baseline {
  return { kind: 'known', value, source: '5 earlier runs', runIds: [] }
}

test.each([
  // Lower is better
  [rtt.notWorseThan(previousRuns(5), { by: '20%' }), 'webrtc/audio/rtt', 100, 120, 'passed'],
  [rtt.notWorseThan(previousRuns(5), { by: '20%' }), 'webrtc/audio/rtt', 100, 121, 'failed'],
  [rtt.notWorseThan(previousRuns(5), { by: 30 }), 'webrtc/audio/rtt', 100, 130, 'passed'],
  [rtt.mean().notWorseThan(previousRuns(5), { by: 30 }), 'webrtc/audio/rtt', 100, 131, 'failed'],
  [rtt.notWorseThan(previousRuns(5), { by: 5 }), 'webrtc/audio/rtt', 0, 5, 'passed'],
  // Higher is better
  [fps.min().notWorseThan(previousRuns(5), { by: '10%' }), 'webrtc/video/fps/in', 30, 27, 'passed'],
  [fps.min().notWorseThan(previousRuns(5), { by: '10%' }), 'webrtc/video/fps/in', 30, 26, 'failed'],
  [successRate().notWorseThan(previousRuns(5), { by: '0%' }), 'webrtc/video/fps/in', 1, 0, 'passed'],
  // The author says which values are better.
  [
    metric('webrtc/audio/level/in/avg').notWorseThan(previousRuns(1), { by: 0, better: 'higher' }),
    'webrtc/audio/level/in',
    0.5,
    0.4,
    'failed',
  ],
] as const)('compares with the earlier value: %#', (spec, base, earlier, now, outcome) => {
  const { check } = checkExpectation(withBaseline(spec, known(earlier)), participantsWith(base, [now]))
  expect(check.outcome).toBe(outcome)
})

test('a message names the limit, the margin and its source', () => {
  const spec = withBaseline(rtt.notWorseThan(previousRuns(5), { by: '20%' }), known(100))
  const { check, reasons } = checkExpectation(spec, participantsWith('webrtc/audio/rtt', [150]))
  expect(check).toMatchObject({
    name: '50th percentile of webrtc/audio/rtt/avg compared with earlier runs',
    title: '50th percentile of webrtc/audio/rtt/avg ≤ 120 ms, 20% worse than 100 ms of 5 earlier runs',
    measure: { value: 150, limit: 120, operator: 'lte', unit: 'ms' },
    history: { value: 150, baseline: { value: 100 } },
  })
  expect(reasons).toMatchObject([
    { expected: '≤ 120 ms, 20% worse than 100 ms of 5 earlier runs', actual: '150 ms' },
  ])
})

test.each([
  [rtt.notWorseThan(previousRuns(5), { by: 15 }), '15 ms worse than 20 ms of'],
  [fps.mean().notWorseThan(previousRuns(5), { by: 2 }), '2 frames/s worse than 20 frames/s of'],
  [
    metric('machine/cpu/percent/avg').notWorseThan(previousRuns(5), { by: 5 }),
    '5 percentage points worse than 20% of',
  ],
  [metric('machine/cpu/percent/avg').notWorseThan(previousRuns(5), { by: '5%' }), '5% worse than 20% of'],
  [successRate().notWorseThan(previousRuns(5), { by: 0.1 }), '10 percentage points worse than 2000% of'],
  [
    metric('webrtc/audio/level/in/avg').notWorseThan(previousRuns(5), { by: 0.1, better: 'higher' }),
    '0.1 worse',
  ],
] as const)('a margin has the unit of its metric: %#', (spec, expected) => {
  expect(expectationLabel(withBaseline(spec, known(20))).title).toContain(expected)
})

test('an expectation without a baseline never passes', () => {
  const baselines = fc.constantFrom<Baseline | undefined>(
    undefined,
    { kind: 'missing', reason: 'r', isRequired: true },
    { kind: 'missing', reason: 'r', isRequired: false },
  )
  fc.assert(
    fc.property(baselines, fc.array(fc.double({ noNaN: true }), { maxLength: 3 }), (baseline, values) => {
      const written = rtt.notWorseThan(previousRuns(5), { by: '20%' })
      const spec: ExpectationSpec = baseline ? withBaseline(written, baseline) : written
      const { check, reasons, warnings } = checkExpectation(
        spec,
        participantsWith('webrtc/audio/rtt', values),
      )
      const isWarned = baseline?.kind === 'missing' && !baseline.isRequired
      expect(check.outcome).toBe(isWarned ? 'skipped' : 'errored')
      expect(isWarned ? warnings : reasons).toHaveLength(1)
    }),
  )
})

test.each([
  [1, 1, 'known'],
  [2, 1, 'known'],
  [5, 2, 'missing'],
  [5, 3, 'known'],
  [10, 4, 'missing'],
])('of %i earlier runs, %i are %s', (runs, found, kind) => {
  const { history } = rtt.notWorseThan(previousRuns(runs), { by: 0 })
  const values = Array.from({ length: found }, (_, runId) => ({ runId, value: runId }))
  const options = { omitted: undefined, isRequired: false }
  expect(baselineOf({ ...(history && { history }) }, values, options).kind).toBe(kind)
})

test('the baseline is between the values, and a margin never makes it stricter', () => {
  const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 9 })
  const share = fc.double({ min: 0, max: 5, noNaN: true })
  fc.assert(
    fc.property(numbers, share, fc.constantFrom('lower', 'higher'), (values, value, better) => {
      const history = { runs: 5, by: { kind: 'share', value }, better } as const
      const newest = values.map((one, runId) => ({ runId, value: one }))
      const baseline = baselineOf({ history }, newest, { omitted: undefined, isRequired: false })
      if (baseline.kind !== 'known') throw new Error('three of five are enough')
      const used = values.slice(0, 5)
      expect(baseline.value).toBeGreaterThanOrEqual(Math.min(...used))
      expect(baseline.value).toBeLessThanOrEqual(Math.max(...used))
      const limit = limitAfter(history, baseline.value)
      expect(better === 'lower' ? limit >= baseline.value : limit <= baseline.value).toBe(true)
    }),
  )
})

test.each([
  ['webrtc/audio/rtt/avg', 'lower'],
  ['webrtc/video/packetsLost/in/percent', 'lower'],
  ['machine/cpu/used/95th', 'lower'],
  ['actions/timeExecution/login', 'lower'],
  ['webrtc/video/fps/in/5th', 'higher'],
  ['webrtc/video/fps/in/stddev', 'lower'],
  ['webrtc/audio/bitrate/out/avg', 'higher'],
  ['mos/audio/e-model/avg', 'higher'],
  ['webrtc/audio/level/in/avg', undefined],
  ['machine/ram/available/total', undefined],
] as const)('%s is better when it is %s', (path, better) => {
  expect(betterDirection(path)).toBe(better)
})
