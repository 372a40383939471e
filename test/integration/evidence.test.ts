import type { Fetch } from '@loadero-test/core'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { spec } from '../support/project.js'
import { createSessionEnvironment } from '../support/session-environment.js'

const failing = {
  files: { 'specs/a.loadero.ts': spec('alpha') },
  scenario: { default: { result: 'fail' as const, message: '✖ gone' } },
}

async function keep(file: string) {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, 'kept')
}

test('each session keeps its files in a folder of its own', async () => {
  const { session, root } = await createSessionEnvironment(failing)
  const evidence: string[][] = []
  for (const sessionId of ['first', 'second']) {
    const { tests } = await session({ sessionId })
    evidence.push(tests.flatMap(({ reasons }) => reasons.flatMap(({ evidence: files }) => files)))
  }
  const folders = ['first', 'second'].map((id) => join(root, 'sessions', id))
  for (const [index, files] of evidence.entries()) {
    expect(files).toHaveLength(1)
    expect(dirname(dirname(dirname(files[0] ?? '')))).toBe(folders[index])
    expect(await readFile(files[0] ?? '', 'utf8')).toContain('gone')
  }
})

test.each(['none', 'failed', 'all'] as const)(
  'artifacts of %s remove nothing that others put there',
  async (artifacts) => {
    const { session, root } = await createSessionEnvironment(failing)
    // A person may keep notes anywhere, also where this session writes.
    const others = [
      'run-1/1-visitor/script.log',
      'run-1/1-visitor/notes.txt',
      'sessions/other/run-1/1-visitor/script.log',
      'sessions/s/run-1/1-visitor/notes.txt',
      'sessions/s/notes.txt',
    ].map((name) => join(root, name))
    for (const file of others) await keep(file)
    const { tests } = await session({ sessionId: 's', artifacts })
    expect(tests[0]?.reasons[0]?.message).toContain('gone')
    for (const file of others) expect(await readFile(file, 'utf8')).toBe('kept')
  },
)

const problems: Readonly<Record<string, Fetch>> = {
  'an expired link': () => Promise.resolve(new Response('expired', { status: 403 })),
  'a file that is gone': () => Promise.resolve(new Response('gone', { status: 404 })),
  'a connection that ends': () => Promise.reject(new TypeError('fetch failed')),
}

test.each(Object.entries(problems))('%s is a warning of the test', async (_name, answer) => {
  const { session, fetch } = await createSessionEnvironment(failing)
  const { tests } = await session({
    fetch: (url, init) => (url.includes('/v2/') ? fetch(url, init) : answer(url, init)),
  })
  expect(tests[0]?.verdict).toBe('failed')
  expect(tests[0]?.warnings?.join()).toMatch(
    /^a log or artifact was not downloaded: visitor-0\.1\.script\.log: /,
  )
})

test('a file that cannot be written is a warning of the test', async () => {
  const { session, root } = await createSessionEnvironment(failing)
  await keep(join(root, 'sessions/s/run-1'))
  const { tests } = await session({ sessionId: 's' })
  expect(tests[0]?.verdict).toBe('failed')
  expect(tests[0]?.warnings?.join()).toMatch(/script\.log: (EEXIST|ENOTDIR)/)
})
