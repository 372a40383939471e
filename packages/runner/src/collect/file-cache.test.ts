import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { openCachedFile as OpenCachedFile } from './file-cache.js'

let root: string
let openCachedFile: typeof OpenCachedFile

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'file-cache-'))
  vi.stubEnv('TMPDIR', join(root, 'tmp'))
  await mkdir(join(root, 'tmp'))
  // A module remembers its folders, as in a process of its own.
  vi.resetModules()
  ;({ openCachedFile } = await import('./file-cache.js'))
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(root, { recursive: true })
})

const userFolder = `loadero-test-cache-${userInfo().uid}`

function open(kind = 'module 1', source = 'a') {
  return openCachedFile<{ readonly code: string }>(kind, join(root, 'a.ts'), source)
}

test('a value is kept for a text and a kind', async () => {
  await mkdir(join(root, 'node_modules'))
  expect(open().content).toBeUndefined()
  open().write({ code: 'compiled' })
  open('script 1').write({ code: 'form' })
  expect(open().content).toEqual({ code: 'compiled' })
  expect(open('script 1').content).toEqual({ code: 'form' })
  expect(open('module 1', 'b').content).toBeUndefined()
  expect(open('module 2').content).toBeUndefined()
})

test('an edit replaces the file of the cache', async () => {
  const folder = join(root, 'node_modules', '.cache', 'loadero-test')
  await mkdir(join(root, 'node_modules'))
  for (const source of ['a', 'b', 'c']) open('module 1', source).write({ code: source })
  open('module 2', 'c').write({ code: 'c' })
  expect(await readdir(folder)).toHaveLength(1)
})

test.each(['', '{', 'null', '{"key":1}', '\u0000'])('a cache file with %j is not used', async (text) => {
  const folder = join(root, 'node_modules', '.cache', 'loadero-test')
  await mkdir(join(root, 'node_modules'))
  open().write({ code: 'compiled' })
  for (const name of await readdir(folder)) await writeFile(join(folder, name), text)
  expect(open().content).toBeUndefined()
})

test('a project without packages has its cache in a folder of the user', () => {
  open().write({ code: 'compiled' })
  expect(open().content).toEqual({ code: 'compiled' })
})

test.skipIf(process.platform === 'win32')('a folder that others can write to is not used', async () => {
  const folder = join(root, 'tmp', userFolder)
  await mkdir(folder)
  await chmod(folder, 0o777)
  open().write({ code: 'compiled' })
  expect(open().content).toBeUndefined()
  expect(await readdir(folder)).toEqual([])
})

test('a folder that cannot be created costs only time', async () => {
  const file = join(root, 'tmp', userFolder)
  await writeFile(file, '')
  onTestFinished(() => rm(file, { force: true }))
  open().write({ code: 'compiled' })
  expect(open().content).toBeUndefined()
})
