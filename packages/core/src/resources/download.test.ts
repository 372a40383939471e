import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { FileExistsError } from './download.js'
import { ConnectionError, LinkError, TimeoutError } from '../http/errors.js'
import {
  jsonResponse,
  neverResponds,
  rejectionOf,
  createTestService,
  createTestServiceWith,
} from '../../test/service.js'

function log() {
  return new Response('log')
}
function cut() {
  return new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('cut')) }))
}
function redirect(location: string) {
  return new Response('', { status: 302, headers: { location } })
}

async function place() {
  const directory = await mkdtemp(join(tmpdir(), 'core-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return { directory, file: join(directory, 'log.txt') }
}

test('the token goes to the API alone', async () => {
  const { directory } = await place()
  const { client, asked } = createTestService(log(), log(), log())
  await client.download('https://logs.example/selenium/1.txt', join(directory, 'a', 'foreign.txt'))
  await client.download('https://api.loadero.com/v2/logs/1.txt', join(directory, 'own.txt'))
  await client.download('https://api.loadero.com.evil.example/v2/', join(directory, 'evil.txt'))
  expect(asked.map(({ init }) => 'authorization' in init.headers)).toEqual([false, true, false])
  expect(await readFile(join(directory, 'a', 'foreign.txt'), 'utf8')).toBe('log')
})

test('a redirect is followed, and leaves the token behind at another origin', async () => {
  const { file } = await place()
  const { client, asked } = createTestService(redirect('https://storage.example/1?signature=s'), log())
  await client.download('https://api.loadero.com/v2/logs/1.txt', file)
  expect(asked.map(({ url, init }) => [url, 'authorization' in init.headers])).toEqual([
    ['https://api.loadero.com/v2/logs/1.txt', true],
    ['https://storage.example/1?signature=s', false],
  ])
})

test('redirects that go round in a circle, or lead off the web, end', async () => {
  const { file } = await place()
  const round = createTestService(...Array.from({ length: 6 }, () => redirect('/again')))
  await expect(round.client.download('https://logs.example/1', file)).rejects.toBeInstanceOf(LinkError)
  const off = createTestService(redirect('file:///etc/passwd'))
  await expect(
    off.client.download('https://logs.example/1', file),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[LinkError: GET https://logs.example/1: 302: the link leads nowhere]`,
  )
})

test('there is a whole file or none, and a cut connection is tried again', async () => {
  const { directory, file } = await place()
  const { client, asked } = createTestService(cut(), log())
  await client.download('https://logs.example/1', file)
  expect(asked).toHaveLength(2)
  const down = createTestService(cut(), cut(), cut(), cut())
  await expect(down.client.download('https://logs.example/2', join(directory, 'b'))).rejects.toBeInstanceOf(
    ConnectionError,
  )
  expect(await readdir(directory)).toEqual(['log.txt'])
})

test('a file that is there is only replaced when that was asked for', async () => {
  const { directory, file } = await place()
  await writeFile(file, 'mine')
  const { client, asked } = createTestService(log())
  await expect(client.download('https://logs.example/1', file)).rejects.toBeInstanceOf(FileExistsError)
  expect(asked).toEqual([])
  expect(await readFile(file, 'utf8')).toBe('mine')
  await client.download('https://logs.example/1', file, { overwrite: true })
  expect(await readFile(file, 'utf8')).toBe('log')
  expect(await readdir(directory)).toEqual(['log.txt'])
})

test('a file that appears during the download is not replaced either', async () => {
  const { directory, file } = await place()
  const late = new Response(
    new ReadableStream({
      pull: async (controller) => {
        await writeFile(file, 'mine')
        controller.enqueue(new TextEncoder().encode('log'))
        controller.close()
      },
    }),
  )
  await expect(
    createTestService(late).client.download('https://logs.example/1', file),
  ).rejects.toBeInstanceOf(FileExistsError)
  expect(await readFile(file, 'utf8')).toBe('mine')
  expect(await readdir(directory)).toEqual(['log.txt'])
})

test.each([
  ['an expired link', 'https://logs.example/1?X-Signature=s3cret', new Response('', { status: 403 })],
  ['a link to what is gone', 'https://logs.example/1?X-Signature=s3cret', new Response('', { status: 410 })],
])('%s is an error that says what to do, and keeps the signature to itself', async (_, url, answer) => {
  const { file } = await place()
  const error = await rejectionOf(createTestService(answer).client.download(url, file))
  expect(error).toBeInstanceOf(LinkError)
  expect(String(error)).toMatchSnapshot()
  expect(String(error)).not.toContain('s3cret')
})

test('the words of whoever refuses are told', async () => {
  const { file } = await place()
  const { client } = createTestService(jsonResponse(404, { error: 'NoSuchKey' }))
  await expect(client.download('https://logs.example/1', file)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[LinkError: GET https://logs.example/1: 404 NoSuchKey; links expire: read the result again for a new one]`,
  )
})

test.each(['', 'logs/1.txt', 'file:///etc/passwd', 'data:text/plain,hello'])(
  '%j is no link, and is not asked for',
  async (url) => {
    const { file } = await place()
    const { client, asked } = createTestService()
    await expect(client.download(url, file)).rejects.toBeInstanceOf(LinkError)
    expect(asked).toEqual([])
  },
)

test('silence ends a download, and so does an abort', async () => {
  const { directory, file } = await place()
  const { client } = createTestServiceWith({ fetch: neverResponds, timeoutMs: 5 })
  await expect(client.download('https://logs.example/1', file)).rejects.toBeInstanceOf(TimeoutError)
  const patient = createTestServiceWith({ fetch: neverResponds })
  const abort = new AbortController()
  const loading = patient.client.download('https://logs.example/1', file, { signal: abort.signal })
  setImmediate(() => abort.abort(new Error('enough')))
  await expect(loading).rejects.toThrow('enough')
  expect(await readdir(directory)).toEqual([])
})
