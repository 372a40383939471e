import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createResultFiles } from './result-files.js'

function createFiles() {
  const parent = mkdtempSync(join(tmpdir(), 'loadero-test-unit-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  const files = createResultFiles(parent)
  const get = (path: string) => files.fetch(new Request(files.address(path)))
  return { parent, files, get }
}

describe('logs', () => {
  test('are stored as text, and resource usage as JSON', async () => {
    const { files, get } = createFiles()
    const selenium = await files.keepLog('selenium', 'grüezi\n')
    expect(selenium).toMatch(/^selenium\/[0-9a-f-]{36}\.txt$/)
    const answer = await get(selenium)
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await answer.text()).toBe('grüezi\n')
    const rru = await get(await files.keepLog('rru', '[]'))
    expect(rru.headers.get('content-type')).toBe('application/json')
    expect(await rru.text()).toBe('[]')
  })

  test('that do not exist are a 404', async () => {
    const { files, get } = createFiles()
    expect((await get('selenium/unknown.txt')).status).toBe(404)
    await files.keepLog('selenium', '')
    expect((await get('selenium/unknown.txt')).status).toBe(404)
    expect((await get('selenium')).status).toBe(404)
  })

  test('cannot be deleted by a request', async () => {
    const { files } = createFiles()
    const address = files.address(await files.keepLog('selenium', 'text'))
    expect((await files.fetch(new Request(address, { method: 'DELETE' }))).status).toBe(404)
  })
})

describe('artifacts', () => {
  const artifactIn = async (directory: string, name: string) => {
    const path = join(directory, 'file.bin')
    await writeFile(path, 'content')
    return { name, path }
  }

  test('keep their names, without unsafe characters', async () => {
    const { files, get } = createFiles()
    const directory = await files.jobDirectory()
    const artifact = await artifactIn(directory, '../../ein Bild?.png')
    const path = await files.keepArtifact('screenshots', artifact, directory)
    expect(path).toMatch(/^screenshots\/[0-9a-f-]{36}-ein_Bild_\.png$/)
    const answer = await get(path)
    expect([...answer.headers]).toEqual(
      expect.arrayContaining([
        ['content-type', 'image/png'],
        ['content-length', '7'],
      ]),
    )
    expect(await answer.text()).toBe('content')
    expect(await readdir(directory)).toEqual([])
  })

  test('outside the directory of the job are refused, also links', async () => {
    const { parent, files } = createFiles()
    const [directory, neighbour] = [await files.jobDirectory(), join(parent, 'neighbour')]
    await mkdir(neighbour)
    const outside = await artifactIn(neighbour, 'secret')
    const link = { name: 'secret', path: join(directory, 'link') }
    await symlink(outside.path, link.path)
    for (const artifact of [outside, link]) {
      await expect(files.keepArtifact('downloads', artifact, directory)).rejects.toThrow(
        "not in its job's directory",
      )
    }
  })
})

test.each(['../jobs/x', '..%2fjobs', 'selenium/../../jobs', 'selenium/.hidden', 'selenium/a/b', '%2e%2e/x'])(
  'the address %s is a 404',
  async (path) => {
    const { parent, files, get } = createFiles()
    await files.keepLog('selenium', 'text')
    await writeFile(join(parent, 'x'), 'secret')
    expect((await get(path)).status).toBe(404)
  },
)

test('the directory is created when needed, and removed by clear', async () => {
  const { parent, files } = createFiles()
  expect(await readdir(parent)).toEqual([])
  await files.keepLog('browser', 'text')
  await files.jobDirectory()
  expect(await readdir(parent)).toHaveLength(1)
  await files.clear()
  expect(await readdir(parent)).toEqual([])
})
