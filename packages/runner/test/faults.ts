import { unitOf } from '../src/model/metric-unit.js'
import type { Check, ParticipantOutcome, Reason, TestResult } from '../src/model/result.js'
import type { ParticipantSeconds, TestSeries } from '../src/model/timed/test-series.js'
import { aRun, aTest, aTestResult } from './examples.js'

export const faultStartMs = Date.UTC(2026, 10, 22, 10)

export interface Fault {
  readonly result: TestResult
  readonly series: TestSeries
}

interface FaultOptions {
  readonly id: string
  readonly count?: number
  readonly seconds?: number
  /** Milliseconds between two starts. */
  readonly intervalMs?: number
  /** The value of a second, from 0; `undefined` for no value. */
  readonly value: (num: number, second: number) => number | undefined
  readonly path: string
  readonly limit: number
  readonly operator: 'lt' | 'gte'
  readonly unit: string
  readonly isAffected: (num: number) => boolean
  readonly result?: Partial<TestResult>
  readonly reason?: Partial<Reason>
  readonly outcome?: (num: number, startedMs: number) => Partial<ParticipantOutcome>
  readonly secondsOf?: (num: number, startedMs: number) => Partial<ParticipantSeconds>
}

/** A test with one gate whose participants have one value each second. */
export function aFault({
  id,
  count = 8,
  seconds = 60,
  intervalMs = 1_000,
  value,
  path,
  limit,
  operator,
  unit,
  isAffected,
  result = {},
  reason = {},
  outcome = () => ({}),
  secondsOf = () => ({}),
}: FaultOptions): Fault {
  const base = path.replace(/\/(avg|95th)$/, '')
  const suffix = unit === '' ? '' : ` ${unit}`
  const sign = operator === 'lt' ? '<' : '≥'
  const people = Array.from({ length: count }, (_, num) => {
    const startedMs = faultStartMs + num * intervalMs
    const columns = Array.from({ length: seconds }, (__, second) => second).flatMap((second) => {
      const one = value(num, second)
      return one === undefined ? [] : [{ atMs: startedMs + second * 1_000, value: one }]
    })
    const mean = columns.reduce((sum, one) => sum + one.value, 0) / Math.max(1, columns.length)
    return { num, label: `caller #${num}`, startedMs, columns, mean: Number(mean.toFixed(1)) }
  })
  const affected = people.filter(({ num }) => isAffected(num))
  const averages = people.map(({ mean }) => mean).toSorted((a, b) => a - b)
  const farthest = Number((operator === 'lt' ? (averages.at(-1) ?? 0) : (averages[0] ?? 0)).toPrecision(4))
  const actual = `${farthest}${suffix}`
  const subject = `${operator === 'lt' ? 'max' : 'min'} of ${path}`
  const gate: Check = {
    kind: 'expectation',
    name: `${subject} ${sign} limit`,
    title: `${subject} ${sign} ${limit}${suffix}`,
    outcome: 'failed',
    gate: { path, operator, limit: String(limit) },
    measure: { value: farthest, operator, limit, unit: unitOf(path) },
    actual,
    participants: { total: count, passed: count - affected.length },
  }
  const failing: Reason = {
    kind: 'expectation',
    message: subject,
    expected: `${sign} ${limit}${suffix}`,
    actual,
    participants: affected.map(({ label }) => label),
    participantTotal: count,
    evidence: [],
    ...reason,
  }
  return {
    result: aTestResult({
      test: aTest(id),
      verdict: 'failed',
      run: aRun({ participant_count: count }),
      durationMs: seconds * 1_000 + count * intervalMs,
      participantCounts: { total: count, passed: count, failed: 0 },
      reasons: [failing],
      checks: [
        { kind: 'script', name: 'script', outcome: 'passed', participants: { total: count, passed: count } },
        gate,
      ],
      participants: people.map(({ num, label, startedMs, mean }) => ({
        label,
        traits: {
          participant: 'caller',
          browser: num % 2 === 0 ? 'chrome131' : 'firefox132',
          location: num % 4 === 3 ? 'ap-south-1' : num % 4 === 2 ? 'eu-central-1' : 'us-west-2',
          network: '4g',
          computeUnit: 'g2',
        },
        status: 'passed',
        startedMs,
        endedMs: startedMs + seconds * 1_000,
        values: { [path]: mean },
        reasons: [],
        files: [],
        script: { marks: [{ name: 'joined', atMs: startedMs + 4_000 }], measurements: [] },
        ...outcome(num, startedMs),
      })),
      computeUnits: { estimated: count * 2, actual: count * 2 },
      ...result,
    }),
    series: {
      version: 1,
      participants: people.map(({ num, label, startedMs, columns }) => {
        const { series, ...others } = secondsOf(num, startedMs)
        return {
          label,
          series: {
            [base]: { times: columns.map(({ atMs }) => atMs), values: columns.map((one) => one.value) },
            ...series,
          },
          overloaded: [],
          networkChanges: [],
          ...others,
        }
      }),
    },
  }
}

/** A number from 0 to 1 that looks random, the same for the same input. */
function noise(num: number, second: number): number {
  const x = Math.sin(num * 127.1 + second * 311.7) * 43_758.5453
  return x - Math.floor(x)
}

const rtt = { path: 'webrtc/audio/rtt/avg', limit: 150, operator: 'lt', unit: 'ms' } as const
function scriptCheck(passed: number, total: number): Check {
  return {
    kind: 'script',
    name: 'script',
    outcome: passed === total ? 'passed' : 'failed',
    participants: { total, passed },
  }
}

/** Five faults whose cause is known: a report must name when, who and why. */
export const faults = {
  'network drop': aFault({
    id: 'call > two people talk for a minute',
    path: 'webrtc/video/bitrate/in/avg',
    limit: 900,
    operator: 'gte',
    unit: '',
    intervalMs: 200,
    isAffected: (num) => num < 4,
    value: (num, second) =>
      num < 4 && second >= 30 ? 90 + 60 * noise(num, second) : 1_250 + 300 * noise(num, second),
    secondsOf: (num, startedMs) =>
      num < 4
        ? {
            networkChanges: [{ atMs: startedMs + 29_500, text: "updateNetwork('3g') 12 ms" }],
            series: {
              'quality/video/frozenTime': {
                times: [33, 34, 35, 41].map((second) => startedMs + second * 1_000),
                values: [700, 900, 400, 800],
              },
            },
          }
        : {},
  }),
  'slow region': aFault({
    id: 'meeting > everyone hears the host',
    ...rtt,
    count: 40,
    seconds: 90,
    isAffected: (num) => num % 4 === 3,
    reason: { overrepresented: ['10 of 10: ap-south-1'] },
    value: (num, second) => (num % 4 === 3 ? 240 : 80) + 40 * noise(num, second) + 10 * Math.sin(second / 9),
  }),
  'overloaded machine': aFault({
    id: 'stream > picture is smooth',
    path: 'webrtc/video/fps/in/avg',
    limit: 24,
    operator: 'gte',
    unit: 'frames/s',
    isAffected: () => true,
    result: {
      verdict: 'errored',
      reasons: [
        {
          kind: 'results',
          message:
            'the machine was overloaded (over 90 % busy in 48 of 60 samples), so this failure says nothing about the product: min of webrtc/video/fps/in/avg ≥ 24 frames/s (got 11.8 frames/s). Run fewer participants at a time, or run the test on a machine with more free CPU.',
          participants: Array.from({ length: 8 }, (_, num) => `caller #${num}`),
          evidence: [],
        },
      ],
    },
    value: (num, second) => (second < 12 ? 29 : 9) + 3 * noise(num, second),
    secondsOf: (_, startedMs) => ({
      overloaded: [{ startMs: startedMs + 12_000, endMs: startedMs + 60_000 }],
    }),
  }),
  'server restart': aFault({
    id: 'shop > buys while others buy',
    ...rtt,
    count: 12,
    intervalMs: 3_000,
    isAffected: () => true,
    value: (num, second) => (num * 3 + second < 45 ? 60 + 20 * noise(num, second) : undefined),
    result: {
      participantCounts: { total: 12, passed: 0, failed: 12 },
      checks: [scriptCheck(0, 12)],
      reasons: [
        {
          kind: 'script',
          message: 'Timed out while waiting for element <#paid> (specs/buy.js:12)',
          participants: Array.from({ length: 12 }, (_, num) => `caller #${num}`),
          evidence: [],
        },
      ],
    },
    outcome: (num, startedMs) => ({
      status: 'failed',
      endedMs: faultStartMs + 46_000 + num * 90,
      values: {},
      reasons: ['Timed out while waiting for element <#paid> (specs/buy.js:12)'],
      failure: {
        atMs: faultStartMs + 45_000 + num * 110,
        second: (faultStartMs + 45_000 + num * 110 - startedMs) / 1_000,
        commands: [{ text: "waitForElementVisible('#paid') 5003 ms" }],
        pageErrors: [],
        failedRequests: [
          { text: 'Failed to load resource: net::ERR_CONNECTION_REFUSED (https://shop.test/pay)' },
        ],
        mediaFailures: [],
      },
    }),
  }),
  'script bug': aFault({
    id: 'shop > pays by card',
    ...rtt,
    count: 12,
    intervalMs: 4_000,
    isAffected: (num) => num % 2 === 1,
    value: (num, second) => (num % 2 === 1 && second >= 8 ? undefined : 60 + 20 * noise(num, second)),
    result: {
      participantCounts: { total: 12, passed: 6, failed: 6 },
      checks: [scriptCheck(6, 12)],
      reasons: [
        {
          kind: 'script',
          message: "TypeError: Cannot read properties of undefined (reading 'price') (specs/pay.js:31)",
          participants: [1, 3, 5, 7, 9, 11].map((num) => `caller #${num}`),
          overrepresented: ['6 of 6: firefox132'],
          evidence: [],
        },
      ],
    },
    outcome: (num, startedMs) =>
      num % 2 === 1
        ? {
            status: 'failed',
            endedMs: startedMs + 9_000,
            values: {},
            reasons: ["TypeError: Cannot read properties of undefined (reading 'price') (specs/pay.js:31)"],
            failure: {
              atMs: startedMs + 8_200 + num * 20,
              second: 8.2,
              commands: [{ text: "getText('#price') 4 ms" }],
              pageErrors: [{ text: 'TypeError: Cannot read properties of undefined' }],
              failedRequests: [],
              mediaFailures: [],
            },
          }
        : {},
  }),
} as const satisfies Record<string, Fault>
