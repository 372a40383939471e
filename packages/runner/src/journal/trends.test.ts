import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { TestResult } from '../model/result.js'
import {
  defaultSessionSettings,
  type SessionSettings,
  type SessionTarget,
} from '../model/session-settings.js'
import { journalVersion } from './events.js'
import { journalFile, sessionsIn } from './sessions.js'
import { withTrends } from './trends.js'

const target: SessionTarget = { kind: 'service', projectId: 1, apiBase: 'http://loadero.test/v2/' }
const name = '95th percentile of webrtc/audio/rtt/avg < limit'

function resultWith(value: number | undefined, id = 'call') {
  const measure = { operator: 'lt', limit: 200, unit: 'ms', ...(value !== undefined && { value }) }
  const check = {
    kind: 'expectation',
    name,
    outcome: 'passed',
    measure,
    participants: { total: 1, passed: 1 },
  }
  return {
    test: { id, title: id, location: { file: 'f', line: 1 }, tags: [] },
    checks: [check],
  } as unknown as TestResult
}

function createSessions() {
  const outputDir = mkdtempSync(join(tmpdir(), 'trends-'))
  onTestFinished(() => rmSync(outputDir, { recursive: true }))
  mkdirSync(sessionsIn(outputDir))
  const write = (
    id: string,
    result: TestResult,
    options: { target?: SessionTarget; settings?: Partial<SessionSettings> } = {},
  ) => {
    const opening = {
      kind: 'session',
      atMs: Number(id),
      version: journalVersion,
      id,
      tool: '1',
      target: options.target ?? target,
      settings: { ...defaultSessionSettings, ...options.settings },
      tests: [{ ...result.test, specHash: '', scriptHash: '' }],
      skipped: [],
      diagnostics: [],
      environment: {},
    }
    const events = [opening, { kind: 'ended', atMs: Number(id) + 1, test: result.test.id, result }]
    writeFileSync(journalFile(outputDir, id), events.map((event) => `${JSON.stringify(event)}\n`).join(''))
  }
  const trendOf = (result: TestResult, sessionId: string) =>
    withTrends([result], { outputDir, target, sessionId })[0]?.checks[0]?.trend?.map(({ value }) => value)
  return { outputDir, write, trendOf }
}

test('a check has the values of older sessions, the oldest first', () => {
  const { write, trendOf } = createSessions()
  write('1', resultWith(100))
  write('2', resultWith(120))
  write('3', resultWith(110))
  write('5', resultWith(999))
  expect(trendOf(resultWith(130), '4')).toEqual([100, 120, 110])
  expect(trendOf(resultWith(130), '1')).toBeUndefined()
})

test('sessions that are not comparable do not count', () => {
  const { write, trendOf, outputDir } = createSessions()
  write('1', resultWith(1), { target: { kind: 'local' } })
  write('2', resultWith(2), { target: { ...target, projectId: 2 } })
  write('3', resultWith(3), { settings: { capacity: { search: 's', level: 9, start: 1, max: 9 } } })
  write('4', resultWith(4, 'another test'))
  write('5', resultWith(undefined))
  writeFileSync(journalFile(outputDir, '6'), 'damaged')
  expect(trendOf(resultWith(7), '7')).toBeUndefined()
})

test('a result has how it ended in older sessions, the newest first', () => {
  const { write, outputDir } = createSessions()
  write('1', { ...resultWith(100), verdict: 'passed' })
  write('2', { ...resultWith(undefined), verdict: 'errored' })
  write('3', { ...resultWith(120), verdict: 'failed' }, { target: { kind: 'local' } })
  const [result] = withTrends([resultWith(130)], { outputDir, target, sessionId: '4' })
  expect(result?.earlier).toEqual([
    { sessionId: '2', startedMs: 2, verdict: 'errored', outcomes: { [name]: 'passed' } },
    { sessionId: '1', startedMs: 1, verdict: 'passed', outcomes: { [name]: 'passed' } },
  ])
})
