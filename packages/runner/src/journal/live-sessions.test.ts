import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { virtualClock } from '@loadero-test/core/internal'
import { expect, onTestFinished, test } from 'vitest'
import { aTest, aTestResult } from '../../test/examples.js'
import { defaultSessionSettings } from '../model/session-settings.js'
import { fingerprintTest } from './fingerprint.js'
import { findLiveSessions } from './live-sessions.js'
import { createRecorder } from './recorder.js'
import { journalFile } from './sessions.js'
import { openJournal } from './write.js'

const target = { kind: 'service' as const, projectId: 1, apiBase: 'https://loadero.test/v2/' }
const tests = [aTest('buys'), aTest('sells')]

/** A session of a process, of which some tests have ended. */
function sessionOf(pid: number, ended: readonly string[], opening: object = {}): string {
  const outputDir = mkdtempSync(join(tmpdir(), 'live-'))
  onTestFinished(() => rmSync(outputDir, { recursive: true }))
  const file = journalFile(outputDir, 's1')
  const journal = openJournal(file)
  onTestFinished(() => journal.close())
  const recorder = createRecorder(journal, {
    clock: virtualClock(0),
    redact: (value) => value,
    onFailure: (error) => {
      throw error
    },
  })
  recorder.begun({
    version: 2,
    id: 's1',
    tool: '1.0.0',
    target,
    settings: defaultSessionSettings,
    tests: tests.map(fingerprintTest),
    skipped: [],
    diagnostics: [],
    environment: {},
    ...opening,
  })
  for (const one of tests) if (ended.includes(one.id)) recorder.ended(aTestResult({ test: one }))
  writeFileSync(`${file}.owner`, JSON.stringify({ pid, host: hostname() }))
  return outputDir
}

/** Lives as long as this process. */
const other = process.ppid

test('a session of another process is live between its runs', () => {
  const [session, ...others] = findLiveSessions(sessionOf(other, ['buys']), target)
  expect(session).toMatchObject({ id: 's1', owner: { pid: other }, prefix: '' })
  expect([...(session?.waiting ?? [])]).toEqual(['sells'])
  expect(others).toEqual([])
})

test.each([
  ['of this process', () => sessionOf(process.pid, [])],
  ['of a process that has ended', () => sessionOf(2 ** 22 + 1, [])],
  ['without tests to launch', () => sessionOf(other, ['buys', 'sells'])],
  ['of another project', () => sessionOf(other, [], { target: { ...target, projectId: 2 } })],
  [
    'of another service',
    () => sessionOf(other, [], { target: { ...target, apiBase: 'http://localhost/v2/' } }),
  ],
  ['on a local server', () => sessionOf(other, [], { target: { kind: 'local' } })],
])('a session %s changes nothing for others', (_, create) => {
  expect(findLiveSessions(create(), target)).toEqual([])
})

test('a local session looks for no others', () => {
  expect(findLiveSessions(sessionOf(other, []), { kind: 'local' })).toEqual([])
})
