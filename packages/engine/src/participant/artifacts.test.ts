import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collectArtifacts } from './artifacts.js'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'loadero-test-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

test('keeps every file inside its folder', () => {
  const artifacts = collectArtifacts(directory)
  for (const name of ['../../x.png', '..', '', 'a:b?.png']) {
    artifacts.write('screenshots', name, Buffer.from('png'))
  }
  const folder = path.join(directory, 'screenshots')
  expect(artifacts.list.map((each) => each.name)).toEqual(['.._.._x.png', '_', '_-2', 'a_b_.png'])
  for (const { path: file } of artifacts.list) {
    expect(path.dirname(file)).toBe(folder)
    expect(existsSync(file)).toBe(true)
  }
})

test('makes names of one kind unique', () => {
  const artifacts = collectArtifacts(directory)
  const claims = [artifacts.claim('downloads', 'a.txt'), artifacts.claim('downloads', 'a.txt')]
  expect(claims.map((file) => path.basename(file))).toEqual(['a.txt', 'a-2.txt'])
  expect(path.basename(artifacts.claim('screenshots', 'a.txt'))).toBe('a.txt')
})
