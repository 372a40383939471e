import type { Fault } from '@loadero-test/server'
import { afterAll, expect, test } from 'vitest'
import { spec } from '../support/project.js'
import { createPlace } from '../support/session.js'

/** The requests of each part of a session, by their first occurrence in it. */
const stages = {
  plan: { method: 'GET', path: '/projects/*/tests/' },
  launch: { method: 'POST', path: '/projects/*/tests/*/runs/' },
  poll: { method: 'GET', path: '/projects/*/runs/' },
  results: { method: 'GET', path: '/projects/*/runs/*/results/' },
} as const satisfies Record<string, Pick<Fault, 'method' | 'path'>>

type Stage = keyof typeof stages

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

/** How the command ends, and how many runs there are, when it strikes once; what is not listed is 0 with one run each. */
const exceptions: Readonly<Record<Stage, Partial<Record<Effect, readonly [code: number, runs: number]>>>> = {
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
  // What was refused was not launched; whatever else was lost is found, or launched once more.
  launch: { '401': [4, 1], '403': [4, 1], '409': [75, 1], '422': [75, 1] },
  // A refusal is final: the runs are stopped.
  poll: { '401': [4, 2], '403': [4, 2] },
  // A result that the list leaves out is missed, and not taken for a pass.
  results: { '401': [4, 2], '403': [4, 2], 'row missing': [75, 2] },
}

const told: Record<string, string>[] = []

afterAll(() => {
  const header = { effect: '', plan: 'plan', launch: 'launch', poll: 'poll', results: 'results' }
  const lines = [header, ...told].map((row) =>
    Object.values(row)
      .map((cell) => cell.padEnd(20))
      .join(''),
  )
  console.log(['exit code and runs, when a fault strikes once', ...lines].join('\n'))
})

test.each(Object.keys(effects) as Effect[])(
  '%s, wherever it strikes, loses and doubles nothing',
  async (effect) => {
    const row: Record<string, string> = { effect }
    for (const stage of Object.keys(stages) as Stage[]) {
      const place = await createPlace({
        files: { 'specs/a.loadero.ts': spec('alpha') + spec('beta').split('\n').slice(1).join('\n') },
        scenario: { default: { durationMs: 30_000 } },
        faults: [{ ...stages[stage], times: 1, effect: effects[effect] }],
      })
      const { exit, tests } = await place.session()
      const runs = await place.runs()
      row[stage] = `${exit.code}, ${runs.length} runs`
      const [code, launched] = exceptions[stage][effect] ?? [0, 2]
      // No run is left to itself, and no test has two.
      expect({
        stage,
        code: exit.code,
        tests: tests.length,
        runs: new Set(runs.map(({ test_name: name }) => name)).size,
        ended: runs.filter(({ status }) => ['done', 'aborted'].includes(status)).length,
      }).toEqual({ stage, code, tests: 2, runs: launched, ended: launched })
      expect(runs).toHaveLength(launched)
    }
    told.push(row)
  },
)
