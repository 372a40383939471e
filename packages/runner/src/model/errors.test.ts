import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemErrorOf } from './errors.js'

function thrownBy(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  return undefined
}

function folderWithFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'errors-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'file'), '')
  return folder
}

const refused: readonly (readonly [string, string, string, (path: string) => unknown])[] = [
  ['Not a directory', 'file/below', 'mkdir', mkdirSync],
  ['File already exists', 'file', 'mkdir', mkdirSync],
  ['Not a directory', 'file', 'scandir', readdirSync],
  ['No such file or directory', 'missing', 'open', readFileSync],
]

test.each(refused)('%s: an error at %s is named with its path', (problem, name, syscall, call) => {
  const path = join(folderWithFile(), name)
  const { code, message, hint } = systemErrorOf(thrownBy(() => call(path))) ?? {}
  expect({ code, message }).toEqual({ code: 'system', message: `${problem}: ${path} (${syscall})` })
  expect(hint).toMatch(/^[A-Z].*\.$/)
})

test('a full disk is named without a path', () => {
  const error = thrownBy(() => writeFileSync('/dev/full', 'x'))
  expect(systemErrorOf(error)?.message).toMatch(/^No space left on device(?:: \/dev\/full)? \(write\)$/)
})

test.each([
  new Error('a defect'),
  new TypeError('x is not a function'),
  Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED', syscall: 'connect' }),
  Object.assign(new Error('listen EACCES: permission denied 0.0.0.0:80'), {
    code: 'EACCES',
    syscall: 'listen',
  }),
  'ENOSPC',
  undefined,
])('%s is not an error of the file system', (error) => {
  expect(systemErrorOf(error)).toBeUndefined()
})
