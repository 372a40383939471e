import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { LoaderoClient } from '../client.js'
import { rejectionOf } from '../../test/service.js'
import { ApiError, InvalidResponseError } from './errors.js'
import { readText } from './read-text.js'

const signal = new AbortController().signal

test('chunks of any size give the same text', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 1, max: 7 }),
      async (content, size) => {
        const bytes = Buffer.from(content.toWellFormed())
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        )
        const response = new Response(
          Readable.toWeb(Readable.from(chunks, { objectMode: false })) as BodyInit,
        )
        const whole = await new Response(bytes).text()
        expect(await readText(response, bytes.length, signal)).toEqual({ text: whole, isWhole: true })
      },
    ),
  )
})

test('a longer body is cut at the limit', async () => {
  const cancelled: string[] = []
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(Buffer.from('abc')),
    cancel: () => void cancelled.push('cancelled'),
  })
  expect(await readText(new Response(body), 7, signal)).toEqual({ text: 'abcabca', isWhole: false })
  expect(cancelled).toEqual(['cancelled'])
})

/** A service that sends 200 MB, which compression makes 200 KB. */
async function createBomb(status: number) {
  let written = 0
  const server = createServer((_, response) => {
    const chunk = Buffer.alloc(1_000_000, 'x')
    const content = Readable.from(
      (function* () {
        yield Buffer.from('{"results": "')
        for (; written < 200; written++) yield chunk
      })(),
    )
    response.writeHead(status, { 'content-encoding': 'gzip', 'content-type': 'application/json' })
    content.pipe(createGzip({ level: 1 })).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const client = new LoaderoClient({
    projectId: 1,
    accessToken: 'token',
    apiBase: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/`,
  })
  onTestFinished(async () => {
    await client.close()
    server.closeAllConnections()
    server.close()
  })
  return client
}

test('a body is counted after its decompression', async () => {
  const success = await rejectionOf((await createBomb(200)).tests.list())
  expect(success).toBeInstanceOf(InvalidResponseError)
  expect(String(success)).toContain('GET projects/1/tests/: the response is larger than 64 MB')
  const failure = await rejectionOf((await createBomb(400)).tests.list())
  expect(failure).toBeInstanceOf(ApiError)
  expect((failure as ApiError).body).toHaveLength(2 ** 20)
  expect(String(failure).length).toBeLessThan(300)
})
