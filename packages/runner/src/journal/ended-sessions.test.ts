import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { virtualClock } from '@loadero-test/core/internal'
import { expect, onTestFinished, test } from 'vitest'
import { aRun, aTest } from '../../test/examples.js'
import { defaultSessionSettings } from '../model/session-settings.js'
import { findEndedSessions } from './ended-sessions.js'
import { journalVersion } from './events.js'
import { fingerprintTest } from './fingerprint.js'
import { createRecorder } from './recorder.js'
import { journalFile } from './sessions.js'
import { openJournal } from './write.js'

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'ended-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

/** A session whose process ended while its run was active. */
function killSession(outputDir: string, id: string) {
  const journal = openJournal(journalFile(outputDir, id))
  const recorder = createRecorder(journal, {
    clock: virtualClock(),
    redact: (value) => value,
    onFailure: () => undefined,
  })
  recorder.begun({
    version: journalVersion,
    id,
    tool: '0.0.0',
    target: { kind: 'service', projectId: 1, apiBase: 'https://loadero.test/v2/' },
    settings: defaultSessionSettings,
    tests: [fingerprintTest(aTest())],
    skipped: [],
    diagnostics: [],
    environment: {},
  })
  const record = recorder.attempt(aTest(), 7)
  record.onSend([])
  record.onLaunched(aRun({ id: 9 }))
  journal.close()
  const owner = JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() })
  writeFileSync(`${journalFile(outputDir, id)}.owner`, owner)
}

test('killed sessions are found, except that of the command', () => {
  const outputDir = directory()
  killSession(outputDir, 'a')
  killSession(outputDir, 'b')
  const idsExcept = (except?: string) => findEndedSessions(outputDir, except).map(({ id }) => id)
  expect(idsExcept()).toEqual(['b', 'a'])
  expect(idsExcept('a')).toEqual(['b'])
  expect(idsExcept('last')).toEqual(['a'])
  expect(idsExcept('other')).toEqual(['b', 'a'])
  expect(findEndedSessions(outputDir)[0]).toMatchObject({ runs: [9], unconfirmed: [] })
})

test('a folder of sessions that cannot be read has none', () => {
  const outputDir = directory()
  writeFileSync(join(outputDir, 'sessions'), '')
  expect(findEndedSessions(outputDir)).toEqual([])
  expect(findEndedSessions(join(outputDir, 'missing'))).toEqual([])
})
