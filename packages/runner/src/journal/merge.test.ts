import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { aSummary, aTest, aTestResult } from '../../test/examples.js'
import type { Verdict } from '../model/result.js'
import {
  defaultSessionSettings,
  type SessionSettings,
  type SessionTarget,
} from '../model/session-settings.js'
import { fingerprintTest } from './fingerprint.js'
import { mergeShards } from './merge.js'
import { journalFile, sessionsBelow } from './sessions.js'

/** One shard, as its machine left it. */
interface Shard {
  readonly index: number
  readonly of: number
  /** The tests of this shard, and their verdicts. */
  readonly tests: Readonly<Record<string, Verdict>>
  /** Of all shards. Default: the tests of this test file. */
  readonly selection?: readonly string[]
  readonly settings?: Partial<SessionSettings>
  readonly target?: SessionTarget
  readonly environment?: Readonly<Record<string, string>>
  readonly tool?: string
  readonly atMs?: number
  /** Changes the text of the journal. */
  readonly damage?: (text: string) => string
}

const service = { kind: 'service' as const, projectId: 1, apiBase: 'https://loadero.test/v2/' }

function journalOf(shard: Shard, id: string): string {
  const { index, of, tests, selection = ['a', 'b'], atMs = 1_000 } = shard
  const opening = {
    kind: 'session',
    atMs,
    version: 2,
    id,
    tool: shard.tool ?? '1.0.0',
    target: shard.target ?? service,
    settings: { ...defaultSessionSettings, shard: { index, of }, ...shard.settings },
    tests: Object.keys(tests).map((name) => fingerprintTest(aTest(name))),
    selection: selection.map((name) => fingerprintTest(aTest(name))),
    skipped: [],
    diagnostics: [],
    environment: shard.environment ?? { commit: 'c1' },
  }
  const ended = Object.entries(tests).map(([name, verdict]) => ({
    kind: 'ended',
    atMs: atMs + 60_000,
    test: name,
    result: aTestResult({ test: aTest(name), verdict }),
  }))
  const { tests: _tests, ...summary } = aSummary()
  const lines = [opening, ...ended, { kind: 'closed', atMs: atMs + 60_000, summary }]
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`
}

/** Merges shards from disk, and returns the exit code and all errors as one text. */
function merge(shards: readonly Shard[]) {
  const directory = mkdtempSync(join(tmpdir(), 'shards-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  for (const [number, shard] of shards.entries()) {
    const file = journalFile(join(directory, `machine-${number}`), `s${number}`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, (shard.damage ?? String)(journalOf(shard, `s${number}`)))
  }
  const summary = mergeShards(sessionsBelow(directory))
  return {
    code: summary.exit.code,
    reason: summary.exit.reason,
    errors: summary.errors.map(({ message }) => message.replaceAll(directory, '<dir>')).join('\n'),
    tests: Object.fromEntries(summary.tests.map(({ test: { id }, verdict }) => [id, verdict])),
  }
}

const first: Shard = { index: 1, of: 2, tests: { a: 'passed' } }
const second: Shard = { index: 2, of: 2, tests: { b: 'passed' } }
const hours = 3_600_000

/** What is wrong → the shards, and what the error says. All tests passed, so without the error the merge would pass. */
const problems: Readonly<Record<string, readonly [readonly Shard[], RegExp]>> = {
  'a missing shard': [[first], /shard 2 of 2 is missing/],
  'a shard that is there twice': [
    [first, first, second],
    /shard 1 of 2 is there 2 times: sessions s0 and s1$/,
  ],
  'another number of shards': [
    [first, { ...second, of: 3 }],
    /number of shards is 2 in one and 3 in the other/,
  ],
  'a session that is not a shard': [
    [first, second, { ...second, settings: { shard: undefined } }],
    /number of shards is 2 in one and not set/,
  ],
  'another commit': [
    [first, { ...second, environment: { commit: 'c2' } }],
    /commit is c1 in one and c2 in the other/,
  ],
  'an unknown commit': [[first, { ...second, environment: {} }], /commit is c1 in one and not set/],
  'another branch': [
    [
      { ...first, environment: { branch: 'x' } },
      { ...second, environment: { branch: 'y' } },
    ],
    /branch is x in one and y/,
  ],
  'another project': [
    [first, { ...second, target: { ...service, projectId: 2 } }],
    /target is project 1 at .* and project 2 at/,
  ],
  'another service': [
    [first, { ...second, target: { ...service, apiBase: 'http://localhost/v2/' } }],
    /target is project 1/,
  ],
  'a simulated shard': [[first, { ...second, target: { kind: 'simulated' } }], /and simulated in the other/],
  'another version': [
    [first, { ...second, tool: '2.0.0' }],
    /version of loadero-test is 1\.0\.0 in one and 2\.0\.0/,
  ],
  'another prefix': [[first, { ...second, settings: { prefix: 'x' } }], /--prefix is not set in one and x/],
  'other retries': [[first, { ...second, settings: { retryFailed: 3 } }], /--retry-failed is 0 in one and 3/],
  'other rules for load': [
    [first, { ...second, settings: { strictLoad: true } }],
    /--strict-load is false in one/,
  ],
  'another selection': [
    [first, { ...second, selection: ['b'] }],
    /session s0 selected 'a', session s1 did not/,
  ],
  'a test that no shard has': [
    [
      { ...first, selection: ['a', 'b', 'c'] },
      { ...second, selection: ['a', 'b', 'c'] },
    ],
    /^'c' was selected, but no shard has it$/,
  ],
  'a test in two shards': [
    [first, { ...second, tests: { a: 'passed', b: 'passed' } }],
    /^'a' is in sessions s0 and s1$/,
  ],
  'another spec of a test': [
    [first, { ...second, damage: (text) => text.replaceAll(/("id":"a"[^[]*\[\],"specHash":")\w+/g, '$1x') }],
    /^the spec of 'a' differs between sessions s0 and s1$/,
  ],
  'hours between the shards': [[first, { ...second, atMs: 9 * hours }], /session s1 began 9 hours after/],
  'an empty journal': [
    [first, { ...second, damage: () => '' }],
    /machine-1.* is not the journal of a session/,
  ],
  'a journal of zeros': [
    [first, { ...second, damage: (text) => '\0'.repeat(text.length) }],
    /is not the journal/,
  ],
  'a newer journal': [
    [first, { ...second, damage: (text) => text.replace('"version":2', '"version":99') }],
    /newer loadero-test/,
  ],
  'a line that is cut off': [
    [first, { ...second, damage: (text) => text.replace(/\{"kind":"ended".{20}/, '') }],
    /session s1: its journal is damaged: 1 line cannot be read/,
  ],
  'a journal without its end': [
    [first, { ...second, damage: (text) => text.slice(0, text.lastIndexOf('{"kind":"closed"')) }],
    /session s1: it did not end/,
  ],
  'a journal cut off in its last line': [
    [first, { ...second, damage: (text) => text.slice(0, -20) }],
    /session s1: it did not end/,
  ],
}

test.each(Object.entries(problems))('merged shards with %s do not pass', (_name, [shards, expected]) => {
  const { code, errors } = merge(shards)
  expect(errors).toMatch(expected)
  expect(code).toBe(75)
})

test.each(Object.entries(problems))('a failure is reported beside %s', (_name, [[shard, ...others]]) => {
  if (shard === undefined) throw new Error('there is no shard')
  const { code, tests } = merge([{ ...shard, tests: { a: 'failed' } }, ...others])
  expect(tests['a']).toBe('failed')
  expect(code).toBe(1)
})

/** Shards that belong together → the exit. */
const complete: Readonly<Record<string, readonly [readonly Shard[], number]>> = {
  'two shards': [[first, second], 0],
  'shards in another order': [[second, first], 0],
  'a shard without a test': [
    [
      { ...first, selection: ['a'] },
      { ...second, selection: ['a'], tests: {} },
    ],
    0,
  ],
  'shards that failed': [[{ ...first, tests: { a: 'failed' } }, second], 1],
  'shards without any test': [
    [
      { ...first, selection: [], tests: {} },
      { ...second, selection: [], tests: {} },
    ],
    3,
  ],
  'late shards of one build': [
    [
      { ...first, environment: { build: 'https://ci/1' } },
      { ...second, environment: { build: 'https://ci/1' }, atMs: 9 * hours },
    ],
    0,
  ],
  'other limits of machines': [[first, { ...second, settings: { concurrency: 9, timeoutMs: 1 } }], 0],
}

test.each(Object.entries(complete))('%s are merged without an error', (_name, [shards, code]) => {
  expect(merge(shards)).toMatchObject({ code, errors: '' })
})

test('only shards can be merged', () => {
  const single = { ...first, settings: { shard: undefined } }
  expect(() => merge([single])).toThrow('session s0 is not a shard')
  expect(() => merge([])).toThrow('no session was found')
  expect(() => merge([{ ...first, damage: () => '' }])).toThrow('is not the journal of a session')
})
