import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { aSummary, aTest, aTestResult } from '../../../test/examples.js'
import { fingerprintTest } from '../../journal/fingerprint.js'
import { journalFile } from '../../journal/sessions.js'
import { openJournal } from '../../journal/write.js'
import type { SessionTarget } from '../../model/session-settings.js'
import { defaultSessionSettings } from '../../model/session-settings.js'
import type { TestResult } from '../../model/result.js'
import { readEarlierSessions } from './earlier-sessions.js'

const service: SessionTarget = { kind: 'service', projectId: 1, apiBase: 'https://loadero.test/v2/' }
const call = aTest('call')

/** A test of twenty participants with round-trip times from a value upwards. */
function aResult(rtt: number, parts: Partial<TestResult> = {}): TestResult {
  return aTestResult({
    test: call,
    participants: Array.from({ length: 20 }, (_, num) => ({
      label: `caller #${num}`,
      traits: { participant: 'caller' },
      status: 'passed',
      values: { 'webrtc/audio/rtt/avg': rtt + num / 2 },
      reasons: [],
      files: [],
    })),
    checks: [
      {
        kind: 'expectation',
        name: 'max of webrtc/audio/rtt/avg < limit',
        outcome: 'passed',
        gate: { path: 'webrtc/audio/rtt/avg', operator: 'lt', limit: '500' },
        measure: { operator: 'lt', limit: 500, unit: 'ms', value: rtt + 9.5 },
        participants: { total: 20, passed: 20 },
      },
    ],
    ...parts,
  })
}

const startedMs = Date.UTC(2026, 10, 22, 10)

interface RecordedSession {
  readonly id: string
  readonly results: readonly TestResult[]
  readonly target?: SessionTarget
}

function anOutputDirectory(sessions: readonly RecordedSession[]): string {
  const outputDir = mkdtempSync(join(tmpdir(), 'earlier-'))
  onTestFinished(() => rmSync(outputDir, { recursive: true }))
  for (const { id, results, target = service } of sessions) {
    const journal = openJournal(journalFile(outputDir, id))
    journal.write({
      kind: 'session',
      atMs: startedMs,
      version: 2,
      id,
      tool: '0.0.0',
      target,
      settings: defaultSessionSettings,
      tests: [fingerprintTest(call)],
      skipped: [],
      diagnostics: [],
      environment: { commit: `commit-${id}` },
    })
    for (const result of results)
      journal.write({ kind: 'ended', atMs: startedMs, test: result.test.id, result })
    journal.close()
  }
  return outputDir
}

function read(outputDir: string, results: readonly TestResult[]) {
  return readEarlierSessions(aSummary({ sessionId: 's9', tests: results }), outputDir)
}

test('compares each test with its newest judged result', () => {
  const now = [aResult(150)]
  const outputDir = anOutputDirectory([
    { id: 's1', results: [aResult(90)] },
    { id: 's2', results: [aResult(100)] },
    { id: 's3', results: [aResult(400, { verdict: 'errored' })] },
    { id: 's9', results: now },
  ])
  const { sessions, comparisons } = read(outputDir, now)
  expect(sessions.map(({ id, commit, tests }) => [id, commit, tests.get('call')?.verdict])).toEqual([
    ['s3', 'commit-s3', 'errored'],
    ['s2', 'commit-s2', 'passed'],
    ['s1', 'commit-s1', 'passed'],
  ])
  expect(sessions[1]?.tests.get('call')?.checks).toEqual(
    new Map([['max of webrtc/audio/rtt/avg < limit', { outcome: 'passed', value: 109.5 }]]),
  )
  expect(comparisons.get('call')).toMatchObject({
    session: { id: 's2' },
    metrics: [
      { metric: 'success rate' },
      { metric: 'webrtc/audio/rtt/avg', outcome: 'worse', difference: 50 },
    ],
  })
})

test('equal sessions are the same', () => {
  const now = [aResult(100)]
  const outputDir = anOutputDirectory([
    { id: 's1', results: [aResult(100)] },
    { id: 's9', results: now },
  ])
  const outcomes = read(outputDir, now)
    .comparisons.get('call')
    ?.metrics.map(({ outcome }) => outcome)
  expect(outcomes).not.toContain('worse')
})

test.each<[string, readonly RecordedSession[]]>([
  ['no journal of this session', [{ id: 's1', results: [aResult(90)] }]],
  [
    'another target',
    [
      { id: 's1', results: [aResult(90)], target: { kind: 'simulated' } },
      { id: 's9', results: [] },
    ],
  ],
  [
    'a later session',
    [
      { id: 's9', results: [] },
      { id: 't1', results: [aResult(90)] },
    ],
  ],
  [
    'another test',
    [
      { id: 's1', results: [] },
      { id: 's9', results: [] },
    ],
  ],
])('%s gives no earlier result', (_, sessions) => {
  const other = aTestResult({ test: aTest('another test') })
  const { comparisons, sessions: found } = read(anOutputDirectory(sessions), [
    _ === 'another test' ? other : aResult(90),
  ])
  expect([found, comparisons.size]).toEqual([[], 0])
})

test('a damaged journal is left out', () => {
  const now = [aResult(100)]
  const outputDir = anOutputDirectory([
    { id: 's1', results: [aResult(100)] },
    { id: 's9', results: now },
  ])
  appendFileSync(journalFile(outputDir, 's2'), '{"kind":"sess')
  expect(read(outputDir, now).sessions.map(({ id }) => id)).toEqual(['s1'])
})
