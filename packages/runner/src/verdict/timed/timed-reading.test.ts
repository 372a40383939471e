import type { SeriesPoint } from '@loadero-test/metrics'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ExpectationSpec, ExpectedMetric } from '../../model/spec.js'
import type { TimeWindow } from '../../model/timed/time-window.js'
import type { Timeline } from '../../model/timed/timeline.js'
import { aResult } from '../../../test/examples.js'
import { checkExpectation } from '../checks/expectations.js'
import { toJudgedParticipant } from '../judged-participant.js'

/** All times are multiples of it, so the judge below can look at each moment. */
const cellMs = 100
const lastCell = 300
const path = 'webrtc/video/fps/in'

const cells = fc.integer({ min: 0, max: lastCell })
const name = fc.constantFrom('a', 'b')

/** Mostly the whole time between two cells, less often a part of it. */
function period(first: number, last: number) {
  const cell = (bound: number) => fc.oneof(fc.constant(bound), fc.integer({ min: first, max: last }))
  return fc.tuple(cell(first), cell(last)).map((ends) => ({
    startMs: Math.min(...ends) * cellMs,
    endMs: (Math.max(...ends) + 1) * cellMs,
  }))
}

const timelines: fc.Arbitrary<Timeline> = fc
  .record({
    steps: fc.oneof<fc.MaybeWeightedArbitrary<number[]>[]>(
      { weight: 3, arbitrary: fc.array(fc.constantFrom(9, 10, 11), { minLength: 20, maxLength: 30 }) },
      { weight: 1, arbitrary: fc.array(fc.constantFrom(3, 10, 10, 12, 24, 26, 40), { maxLength: 28 }) },
    ),
    first: fc.integer({ min: 0, max: 20 }),
    values: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 30, maxLength: 30 }),
    marks: fc.uniqueArray(fc.record({ name, cell: cells }), { selector: ({ cell }) => cell, maxLength: 6 }),
    isPaired: fc.boolean(),
    presence: fc.option(period(0, lastCell), { nil: undefined, freq: 9 }),
    common: fc.option(period(30, lastCell), { nil: undefined, freq: 9 }),
    isUnreadable: fc.integer({ min: 0, max: 19 }).map((draw) => draw === 0),
  })
  .map(({ steps, first, values, marks, isPaired, presence, common, isUnreadable }) => {
    let cell = first
    const points = steps.map((step: number, index: number): SeriesPoint => {
      cell += step
      return { atMs: cell * cellMs, value: values[index] ?? 0 }
    })
    return {
      ...(presence && { presence }),
      ...(common && { allPresent: common }),
      marks: marks
        .toSorted((x, y) => x.cell - y.cell)
        .map((one, index) => ({
          name: isPaired ? (index % 2 === 0 ? 'a' : 'b') : one.name,
          atMs: one.cell * cellMs,
        })),
      measurements: [],
      readings: new Map(),
      series: new Map(points.length === 0 ? [] : [[path, points]]),
      unreadable: new Map(isUnreadable ? ([['webrtc', 'unreadable']] as const) : []),
    }
  })

function rarely<T>(value: fc.Arbitrary<T>) {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })
}

const windows: fc.Arbitrary<TimeWindow> = fc
  .record({
    between: rarely(
      fc.constantFrom({ start: 'a', end: 'b' }, { start: 'a', end: 'b' }, { start: 'b', end: 'a' }),
    ),
    after: rarely(fc.oneof(fc.integer({ min: 1, max: 15 }), name)),
    before: rarely(fc.oneof(fc.integer({ min: 10, max: 40 }), name)),
    whileAllPresent: rarely(fc.constant(true)),
  })
  .map(
    (window) =>
      Object.fromEntries(Object.entries(window).filter(([, limit]) => limit !== undefined)) as TimeWindow,
  )

const specs: fc.Arbitrary<ExpectationSpec> = fc
  .record({
    window: windows,
    kind: fc.constantFrom('avg', 'max', 'min', 'total', 'seconds', 'until'),
    share: fc.constantFrom(0.25, 0.5, 0.75, 1),
    secondsShare: fc.constantFrom(0.5, 0.9, 1),
    operator: fc.constantFrom('lt', 'lte', 'gt', 'gte', 'eq', 'neq'),
    expected: fc.integer({ min: 0, max: 9 }),
    missing: fc.constantFrom('fail', 'skip'),
  })
  .map(({ window, kind, share, secondsShare, operator, expected, missing }) => ({
    kind: 'expectation',
    metric: {
      path: kind === 'seconds' || kind === 'until' ? path : `${path}/${kind}`,
      summary: { kind: 'share', share },
      window,
      ...(kind === 'seconds' && { secondsShare }),
      ...(kind === 'until' && { until: { gte: expected } }),
    } as ExpectedMetric,
    slice: {},
    operator,
    expected: kind === 'until' ? expected * 500 : expected,
    missing,
  }))

const compare = {
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
  eq: (a: number, b: number) => a === b,
  neq: (a: number, b: number) => a !== b,
}

/** A run of moments that belong to the window, and whether its ends are fixed. */
interface Stretch {
  from: number
  to: number
  fixedFrom: boolean
  fixedTo: boolean
}

/** Looks at each moment between two cells in turn. `undefined` when the window cannot be found. */
function stretchesOf(window: TimeWindow, { marks, presence, allPresent }: Timeline): Stretch[] | undefined {
  const timeOf = (moment: number | string | undefined): number | undefined => {
    if (typeof moment === 'number') return presence && presence.startMs + moment * 1_000
    for (const one of marks) if (one.name === moment) return one.atMs
    return undefined
  }
  const after = timeOf(window.after)
  const before = timeOf(window.before)
  if (window.after !== undefined && after === undefined) return undefined
  if (window.before !== undefined && before === undefined) return undefined
  if (window.whileAllPresent && !allPresent) return undefined
  const stretches: Stretch[] = []
  let isBetween = false
  for (let cell = -100; cell < lastCell + 500; cell++) {
    const start = cell * cellMs
    for (const one of marks) {
      if (one.atMs !== start || !window.between) continue
      if (one.name === window.between.start) isBetween = true
      if (one.name === window.between.end) isBetween = false
    }
    const isInside =
      (!window.between || isBetween) &&
      (after === undefined || start >= after) &&
      (before === undefined || start < before) &&
      (!window.whileAllPresent || (start >= (allPresent?.startMs ?? 0) && start < (allPresent?.endMs ?? 0)))
    const last = stretches.at(-1)
    if (isInside && last?.to === start) last.to = start + cellMs
    else if (isInside) stretches.push({ from: start, to: start + cellMs, fixedFrom: false, fixedTo: false })
  }
  if (isBetween) return undefined
  const markTimes = marks.map(({ atMs }) => atMs)
  for (const one of stretches) {
    // A start of all participants is not a moment from which on values must exist.
    const isCommon = (time: number, end: 'startMs' | 'endMs') =>
      Boolean(window.whileAllPresent) && allPresent?.[end] === time
    const isMark = (time: number) => window.between !== undefined && markTimes.includes(time)
    one.fixedFrom = one.from === after || (isMark(one.from) && !isCommon(one.from, 'startMs'))
    one.fixedTo =
      (one.to === before && before < (presence?.endMs ?? Infinity)) ||
      (isMark(one.to) && one.to !== before && !isCommon(one.to, 'endMs'))
  }
  return stretches.length === 0 ? undefined : stretches
}

function bruteValue({ metric, operator, expected }: ExpectationSpec, timeline: Timeline) {
  if (!metric || timeline.unreadable.size > 0) return 'unreadable'
  const stretches = stretchesOf(metric.window ?? {}, timeline)
  const points = timeline.series.get(path) ?? []
  if (!stretches) return 'missing'
  const distances: number[] = []
  for (let i = 1; i < points.length; i++) distances.push((points[i]?.atMs ?? 0) - (points[i - 1]?.atMs ?? 0))
  distances.sort((a, b) => a - b)
  const step = Math.max(1_000, distances[Math.floor(distances.length / 2)] ?? 0)
  const used: number[] = []
  let gaps = 0
  const times: (number | undefined)[] = []
  for (const { from, to, fixedFrom, fixedTo } of stretches) {
    let previous: number | undefined = fixedFrom && !metric.until ? from : undefined
    let reached: number | undefined
    let inner = 0
    let count = 0
    const visit = (atMs: number) => {
      if (previous !== undefined && atMs - previous > 2.5 * step)
        inner += Math.floor((atMs - previous) / step) - 1
      previous = atMs
    }
    for (let i = 0; i < points.length; i++) {
      const { atMs = 0, value = 0 } = points[i] ?? {}
      const begin = Math.max(points[i - 1]?.atMs ?? -Infinity, atMs - step)
      let isInside = true
      for (let moment = begin; moment < atMs; moment += cellMs)
        if (moment < from || moment >= to) isInside = false
      if (!isInside) continue
      visit(atMs)
      count++
      used.push(value)
      if (metric.until && value >= (metric.until.gte ?? 0)) reached ??= atMs
    }
    if (fixedTo && !metric.until) visit(to)
    gaps += inner
    const isOpen = from === -100 * cellMs
    const start = isOpen ? timeline.presence?.startMs : from
    if (start === undefined) times.push(undefined)
    else if (reached !== undefined) times.push(Math.max(0, reached - start))
    else times.push(count === 0 || inner > 0 ? undefined : Infinity)
  }
  if (metric.until) return times.includes(undefined) ? 'missing' : Math.max(...times.map((time) => time ?? 0))
  if (used.length === 0) return 'missing'
  if (metric.secondsShare !== undefined) {
    return used.filter((value) => compare[operator](value, expected)).length / (used.length + gaps)
  }
  if (gaps > 0) return 'missing'
  const sum = used.reduce((total, value) => total + value, 0)
  const values: Record<string, number> = {
    avg: sum / used.length,
    max: Math.max(...used),
    min: Math.min(...used),
    total: sum,
  }
  return values[metric.path.slice(path.length + 1)] ?? 'missing'
}

function bruteOutcome(spec: ExpectationSpec, all: readonly Timeline[]) {
  const named = [
    spec.metric?.window?.between?.start,
    spec.metric?.window?.between?.end,
    spec.metric?.window?.after,
    spec.metric?.window?.before,
  ].filter((one) => typeof one === 'string')
  for (const one of named) {
    if (!all.some(({ marks }) => marks.some((mark) => mark.name === one))) return 'errored'
  }
  const values = all.map((timeline) => bruteValue(spec, timeline))
  const unreadable = values.filter((value) => value === 'unreadable').length
  const missing = values.filter((value) => value === 'missing').length
  if (spec.missing === 'fail' && unreadable + missing > 0) return missing > 0 ? 'failed' : 'errored'
  if (unreadable > 0) return 'errored'
  const numbers = values.filter((value) => typeof value === 'number')
  if (numbers.length === 0) return 'errored'
  const { metric, operator, expected } = spec
  const met = numbers.filter((value) =>
    metric?.secondsShare === undefined
      ? compare[operator](value, expected)
      : value >= metric.secondsShare - 1e-9,
  ).length
  const share = metric?.summary.kind === 'share' ? metric.summary.share : 1
  return met >= share * numbers.length - 1e-9 ? 'passed' : 'failed'
}

test('random series are judged as moment by moment', () => {
  const outcomes = new Map<string, number>()
  fc.assert(
    fc.property(specs, fc.array(timelines, { minLength: 1, maxLength: 4 }), (spec, all) => {
      const participants = all.map((timeline, num) => toJudgedParticipant(aResult(num, {}, { timeline })))
      const { outcome } = checkExpectation(spec, participants).check
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      expect(outcome).toBe(bruteOutcome(spec, all))
    }),
    { numRuns: 1_500 },
  )
  // Each outcome is among the random ones often enough to prove something.
  for (const outcome of ['passed', 'failed', 'errored']) expect(outcomes.get(outcome)).toBeGreaterThan(50)
})
