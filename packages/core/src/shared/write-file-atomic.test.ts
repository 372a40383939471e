import { lstat, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { writeFileAtomic, writeFilesAtomic } from './write-file-atomic.js'

async function createDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'core-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

test('a file is replaced, and its directory is created', async () => {
  const directory = await createDirectory()
  const file = join(directory, 'a', 'b', 'report.json')
  await writeFileAtomic(file, 'first')
  await writeFileAtomic(file, ['sec', 'ond'])
  expect(await readFile(file, 'utf8')).toBe('second')
  expect(await readdir(join(directory, 'a', 'b'))).toEqual(['report.json'])
})

test('parts of more than one chunk are joined in order', async () => {
  const file = join(await createDirectory(), 'report.txt')
  const parts = Array.from({ length: 5 }, (_, index) => String(index).repeat(600_000))
  await writeFileAtomic(file, parts)
  expect((await readFile(file, 'utf8')) === parts.join('')).toBe(true)
})

test('parts that throw leave the file unchanged', async () => {
  const directory = await createDirectory()
  const file = join(directory, 'report.txt')
  await writeFile(file, 'before')
  function* broken() {
    yield 'half'
    throw new Error('broken')
  }
  await expect(writeFileAtomic(file, broken())).rejects.toThrow('broken')
  expect(await readFile(file, 'utf8')).toBe('before')
  expect(await readdir(directory)).toEqual(['report.txt'])
})

test('of several files all are written or none', async () => {
  const directory = await createDirectory()
  await writeFile(join(directory, 'blocked'), '')
  await mkdir(join(directory, 'specs'))
  const files = [
    { file: join(directory, 'specs', 'a.ts'), text: 'a' },
    { file: join(directory, 'blocked', 'b.ts'), text: 'b' },
  ]
  await expect(writeFilesAtomic(files)).rejects.toThrow('blocked')
  expect(await readdir(join(directory, 'specs'))).toEqual([])
  await rm(join(directory, 'blocked'))
  await writeFilesAtomic(files)
  expect(await readdir(join(directory, 'specs'))).toEqual(['a.ts'])
  expect(await readdir(join(directory, 'blocked'))).toEqual(['b.ts'])
})

test('a device is written to and a link is kept', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atomic-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFileAtomic('/dev/null', 'text')
  expect((await stat('/dev/null')).isCharacterDevice()).toBe(true)
  await writeFile(join(folder, 'real.xml'), 'old')
  await symlink(join(folder, 'real.xml'), join(folder, 'link.xml'))
  await writeFileAtomic(join(folder, 'link.xml'), 'new')
  expect((await lstat(join(folder, 'link.xml'))).isSymbolicLink()).toBe(true)
  expect(await readFile(join(folder, 'real.xml'), 'utf8')).toBe('new')
})
