import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { FileExistsError } from './download.js'
import { ConnectionError, LinkError, TimeoutError } from '../http/errors.js'
import {
  jsonResponse,
  neverResponds,
  rejectionOf,
  createTestService,
  createTestServiceWith,
} from '../../test/service.js'

function logResponse() {
  return new Response('log')
}
function cutResponse() {
  return new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('cut')) }))
}
function redirect(location: string) {
  return new Response('', { status: 302, headers: { location } })
}

async function createTarget() {
  const directory = await mkdtemp(join(tmpdir(), 'core-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return { directory, file: join(directory, 'log.txt') }
}

test('the token is sent to the API only', async () => {
  const { directory } = await createTarget()
  const { client, calls } = createTestService(logResponse(), logResponse(), logResponse())
  await client.download('https://logs.example/selenium/1.txt', join(directory, 'a', 'storage.txt'))
  await client.download('https://api.loadero.com/v2/logs/1.txt', join(directory, 'own.txt'))
  await client.download('https://api.loadero.com.evil.example/v2/', join(directory, 'evil.txt'))
  expect(calls.map(({ init }) => 'authorization' in init.headers)).toEqual([false, true, false])
  expect(await readFile(join(directory, 'a', 'storage.txt'), 'utf8')).toBe('log')
})

test('a redirect to another origin drops the token', async () => {
  const { file } = await createTarget()
  const { client, calls } = createTestService(
    redirect('https://storage.example/1?signature=s'),
    logResponse(),
  )
  await client.download('https://api.loadero.com/v2/logs/1.txt', file)
  expect(calls.map(({ url, init }) => [url, 'authorization' in init.headers])).toEqual([
    ['https://api.loadero.com/v2/logs/1.txt', true],
    ['https://storage.example/1?signature=s', false],
  ])
})

test('a redirect loop and a redirect to a file are errors', async () => {
  const { file } = await createTarget()
  const loop = createTestService(...Array.from({ length: 6 }, () => redirect('/again')))
  await expect(loop.client.download('https://logs.example/1', file)).rejects.toBeInstanceOf(LinkError)
  const toFile = createTestService(redirect('file:///etc/passwd'))
  await expect(
    toFile.client.download('https://logs.example/1', file),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[LinkError: GET https://logs.example/1: 302: the redirect cannot be followed]`,
  )
})

test('a cut connection is retried and leaves no partial file', async () => {
  const { directory, file } = await createTarget()
  const { client, calls } = createTestService(cutResponse(), logResponse())
  await client.download('https://logs.example/1', file)
  expect(calls).toHaveLength(2)
  const down = createTestService(cutResponse(), cutResponse(), cutResponse(), cutResponse())
  await expect(down.client.download('https://logs.example/2', join(directory, 'b'))).rejects.toBeInstanceOf(
    ConnectionError,
  )
  expect(await readdir(directory)).toEqual(['log.txt'])
})

test('an existing file is replaced only with overwrite', async () => {
  const { directory, file } = await createTarget()
  await writeFile(file, 'existing')
  const { client, calls } = createTestService(logResponse())
  await expect(client.download('https://logs.example/1', file)).rejects.toBeInstanceOf(FileExistsError)
  expect(calls).toEqual([])
  expect(await readFile(file, 'utf8')).toBe('existing')
  await client.download('https://logs.example/1', file, { overwrite: true })
  expect(await readFile(file, 'utf8')).toBe('log')
  expect(await readdir(directory)).toEqual(['log.txt'])
})

test('a file that appears during the download is kept', async () => {
  const { directory, file } = await createTarget()
  const late = new Response(
    new ReadableStream({
      pull: async (controller) => {
        await writeFile(file, 'existing')
        controller.enqueue(new TextEncoder().encode('log'))
        controller.close()
      },
    }),
  )
  await expect(
    createTestService(late).client.download('https://logs.example/1', file),
  ).rejects.toBeInstanceOf(FileExistsError)
  expect(await readFile(file, 'utf8')).toBe('existing')
  expect(await readdir(directory)).toEqual(['log.txt'])
})

test.each([
  ['an expired link', 'https://logs.example/1?X-Signature=s3cret', new Response('', { status: 403 })],
  [
    'a link to a deleted file',
    'https://logs.example/1?X-Signature=s3cret',
    new Response('', { status: 410 }),
  ],
])('%s is an error without the signature', async (_, url, response) => {
  const { file } = await createTarget()
  const error = await rejectionOf(createTestService(response).client.download(url, file))
  expect(error).toBeInstanceOf(LinkError)
  expect(String(error)).toMatchSnapshot()
  expect(String(error)).not.toContain('s3cret')
})

test('the error contains the message of the storage', async () => {
  const { file } = await createTarget()
  const { client } = createTestService(jsonResponse(404, { error: 'NoSuchKey' }))
  await expect(client.download('https://logs.example/1', file)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[LinkError: GET https://logs.example/1: 404 NoSuchKey; links expire: read the result again for a new one]`,
  )
})

test.each(['', 'logs/1.txt', 'file:///etc/passwd', 'data:text/plain,hello'])(
  '%j is not a link, and no request is sent',
  async (url) => {
    const { file } = await createTarget()
    const { client, calls } = createTestService()
    await expect(client.download(url, file)).rejects.toBeInstanceOf(LinkError)
    expect(calls).toEqual([])
  },
)

test('a timeout or an abort ends a download', async () => {
  const { directory, file } = await createTarget()
  const { client } = createTestServiceWith({ fetch: neverResponds, timeoutMs: 5 })
  await expect(client.download('https://logs.example/1', file)).rejects.toBeInstanceOf(TimeoutError)
  const slow = createTestServiceWith({ fetch: neverResponds })
  const abort = new AbortController()
  const loading = slow.client.download('https://logs.example/1', file, { signal: abort.signal })
  setImmediate(() => abort.abort(new Error('enough')))
  await expect(loading).rejects.toThrow('enough')
  expect(await readdir(directory)).toEqual([])
})

test('a large file is never in memory', async () => {
  const { file } = await createTarget()
  const chunk = Buffer.alloc(1_000_000, 'a line of the log\n')
  const count = 600
  let sent = 0
  let maxBytes = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const { heapUsed, arrayBuffers } = process.memoryUsage()
        maxBytes = Math.max(maxBytes, heapUsed + arrayBuffers)
        if (sent++ === count) controller.close()
        // A copy, as the network makes one.
        else controller.enqueue(Uint8Array.from(chunk))
      },
    },
    { highWaterMark: 0 },
  )
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  await createTestService(new Response(body)).client.download('https://logs.example/1', file)
  expect((await stat(file)).size).toBe(count * chunk.length)
  expect(maxBytes - heapUsed - arrayBuffers).toBeLessThan(200_000_000)
})

test('a download that never ends is cut after an hour', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { directory, file } = await createTarget()
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        vi.advanceTimersByTime(20_000)
        await new Promise((resolve) => setImmediate(resolve))
        controller.enqueue(Buffer.from('x'))
      },
    },
    { highWaterMark: 0 },
  )
  const { client } = createTestServiceWith({ retry: { attempts: 1 } }, new Response(body))
  await expect(client.download('https://logs.example/1', file)).rejects.toThrow(
    'GET https://logs.example/1: not complete after 3600 s',
  )
  expect(await readdir(directory)).toEqual([])
})

test('a file that cannot be written is not downloaded again', async () => {
  const { directory } = await createTarget()
  const { client, calls } = createTestService(logResponse(), logResponse())
  const name = `${'long'.repeat(60)}.txt`
  await expect(client.download('https://logs.example/1', join(directory, name))).rejects.toMatchObject({
    code: 'ENAMETOOLONG',
  })
  expect(calls).toHaveLength(1)
})
