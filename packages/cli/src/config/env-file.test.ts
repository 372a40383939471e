import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '@loadero-test/runner/errors'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { readEnvFile } from './env-file.js'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'env-file-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

/** The variables of a file with this content. */
function variablesOf(content: Uint8Array, env: Record<string, string | undefined> = {}) {
  const file = join(folder(), '.env')
  writeFileSync(file, content)
  readEnvFile(file, env)
  return env
}

const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with a mark': (text) => Buffer.from(`\uFEFF${text}`),
  'UTF-16 LE': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16 LE with a mark': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'UTF-16 BE': (text) => Buffer.from(text, 'utf16le').swap16(),
  'UTF-16 BE with a mark': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
}

test.each(Object.entries(encodings))('a file in %s is read', (_, encode) => {
  const value = fc.stringMatching(/^[\w äß€日😀]{0,20}\w$/u)
  fc.assert(
    fc.property(value, fc.constantFrom('\n', '\r\n'), (one, end) => {
      expect(variablesOf(encode(`FIRST=${one.trim()}${end}# note${end}SECOND="2"${end}`))).toEqual({
        FIRST: one.trim(),
        SECOND: '2',
      })
    }),
  )
})

test('variables that are set win over the file', () => {
  expect(variablesOf(Buffer.from('A=file\nB=file'), { A: 'set' })).toEqual({ A: 'set', B: 'file' })
  expect(variablesOf(Buffer.from(''))).toEqual({})
})

test('a pipe is read as a file', ({ skip }) => {
  if (process.platform === 'win32') skip('there are no named pipes in folders')
  const pipe = join(folder(), 'pipe')
  execFileSync('/bin/sh', ['-c', `mkfifo "$0"; printf 'A=1\\n' > "$0" &`, pipe], { stdio: 'ignore' })
  const env = {}
  readEnvFile(pipe, env)
  expect(env).toEqual({ A: '1' })
})

test.each([
  ['missing', () => undefined, '--dotenv: No such file or directory: <file> (open)'],
  ['a directory', (file: string) => mkdirSync(file), '--dotenv: Is a directory: <file>'],
  [
    'an image',
    (file: string) => writeFileSync(file, Buffer.from('ffd8ffe0', 'hex')),
    '--dotenv: Not a text: <file>',
  ],
  [
    'a log',
    (file: string) => writeFileSync(file, 'x'.repeat(2_000_000)),
    '--dotenv: Larger than a megabyte: <file>',
  ],
])('a file that is %s is refused', (_, create, message) => {
  const file = join(folder(), '.env')
  create(file)
  let refusal: unknown
  try {
    readEnvFile(file, {})
  } catch (error) {
    refusal = error
  }
  expect(refusal).toBeInstanceOf(UserError)
  expect(String(refusal).replace(file, '<file>')).toBe(`UserError: ${message}`)
})
