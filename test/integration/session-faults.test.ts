import type { Fault } from '@loadero-test/server'
import { afterAll, expect, test } from 'vitest'
import { spec } from '../support/project.js'
import { createSessionEnvironment } from '../support/session-environment.js'

/** One request of each phase of a session. */
const phases = {
  plan: { method: 'GET', path: '/projects/*/tests/' },
  launch: { method: 'POST', path: '/projects/*/tests/*/runs/' },
  poll: { method: 'GET', path: '/projects/*/runs/' },
  results: { method: 'GET', path: '/projects/*/runs/*/results/' },
} as const satisfies Record<string, Pick<Fault, 'method' | 'path'>>

type Phase = keyof typeof phases

const effects = {
  '429, asked to wait': { status: 429, retryAfter: '3' },
  '500': { status: 500 },
  '502 as a page': { status: 502, as: 'html' },
  '503': { status: 503 },
  '401': { status: 401 },
  '403': { status: 403 },
  '409': { status: 409 },
  '422': { status: 422 },
  slow: { latencyMs: 20 },
  'cut before': { cutAfterBytes: 0 },
  'cut within': { cutAfterBytes: 9 },
  truncated: { body: 'truncated' },
  garbled: { body: 'garbled' },
  'row twice': { row: 'duplicated' },
  'row missing': { row: 'missing' },
} as const satisfies Record<string, Fault['effect']>

type Effect = keyof typeof effects

/** Exit code and number of runs after one fault. By default the code is 0 and each test has one run. */
const exceptions: Readonly<Record<Phase, Partial<Record<Effect, readonly [code: number, runs: number]>>>> = {
  // Without a plan nothing is launched.
  plan: {
    '500': [75, 0],
    '401': [4, 0],
    '403': [4, 0],
    '409': [75, 0],
    '422': [75, 0],
    truncated: [75, 0],
    garbled: [75, 0],
  },
  // These launches create no run, and none is sent a second time. After other faults the run is found.
  launch: {
    '401': [4, 1],
    '403': [4, 1],
    '409': [75, 1],
    '422': [75, 1],
    '500': [75, 1],
    '502 as a page': [75, 1],
    '503': [75, 1],
    'cut before': [75, 1],
  },
  // A refusal is final: the runs are stopped.
  poll: { '401': [4, 2], '403': [4, 2] },
  // A list with fewer rows than it counts is read again, so a result that was missing is found.
  results: { '401': [4, 2], '403': [4, 2] },
}

const rows: Record<string, string>[] = []

afterAll(() => {
  const header = { effect: '', plan: 'plan', launch: 'launch', poll: 'poll', results: 'results' }
  const lines = [header, ...rows].map((row) =>
    Object.values(row)
      .map((cell) => cell.padEnd(20))
      .join(''),
  )
  console.log(['exit code and runs after one fault', ...lines].join('\n'))
})

test.each(Object.keys(effects) as Effect[])('a fault %s loses and duplicates no run', async (effect) => {
  const row: Record<string, string> = { effect }
  for (const phase of Object.keys(phases) as Phase[]) {
    const place = await createSessionEnvironment({
      files: { 'specs/a.loadero.ts': spec('alpha') + spec('beta').split('\n').slice(1).join('\n') },
      scenario: { default: { durationMs: 30_000 } },
      faults: [{ ...phases[phase], times: 1, effect: effects[effect] }],
    })
    const { exit, tests } = await place.session()
    const runs = await place.runs()
    row[phase] = `${exit.code}, ${runs.length} runs`
    const [code, launched] = exceptions[phase][effect] ?? [0, 2]
    // Every run has ended, and no test has two runs.
    expect({
      phase,
      code: exit.code,
      tests: tests.length,
      runs: new Set(runs.map(({ test_name: name }) => name)).size,
      ended: runs.filter(({ status }) => ['done', 'aborted'].includes(status)).length,
    }).toEqual({ phase, code, tests: 2, runs: launched, ended: launched })
    expect(runs).toHaveLength(launched)
  }
  rows.push(row)
})
