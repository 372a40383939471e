import { once } from 'node:events'
import { connect } from 'node:net'
import type { Result, Test } from '@loadero-test/core'
import { expect, onTestFinished, test } from 'vitest'
import { createLocalServer, participantBody, testBody } from '../test/local.js'
import { listen } from './listen.js'

async function open() {
  const server = createLocalServer()
  const listening = await listen({ app: server.app })
  onTestFinished(() => listening.close().catch(() => {}))
  return { ...server, ...listening }
}

test('the API and the files have separate loopback ports', async () => {
  const { url, filesUrl } = await open()
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(new Set([url, filesUrl]).size).toBe(2)
  const answer = await fetch(`${url}/v2/projects/1/`, { headers: { authorization: 'LoaderoAuth any' } })
  expect(await answer.json()).toMatchObject({ id: 1 })
  expect((await fetch(`${filesUrl}/v2/projects/1/`)).status).toBe(404)
})

test('the log of a result can be fetched without a token', async () => {
  const { create, launch, waitForEnd, results, filesUrl } = await open()
  const { id } = await create<Test>('/tests/', testBody)
  await create(`/tests/${id}/participants/`, participantBody)
  const run = await launch(id)
  await waitForEnd(run.id)
  const [result]: (Result | undefined)[] = await results(run.id)
  const address = result?.log_paths?.selenium ?? ''
  expect(address).toContain(`${filesUrl}/selenium/`)
  expect(await (await fetch(address)).text()).toContain('[simulated]')
})

test('close ends open connections and frees the ports', async () => {
  const { url, close } = await open()
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const ended = once(
    socket.on('error', () => {}),
    'close',
  )
  socket.write('GET /v2/ HTTP/1.1\r\nhost: ')
  await fetch(`${url}/`)
  await close()
  await ended
  await expect(fetch(`${url}/`)).rejects.toThrow('fetch failed')
})

test('a port in use is an error', async () => {
  const { url, app } = await open()
  const taken = Number(new URL(url).port)
  await expect(listen({ app, port: taken })).rejects.toThrow('EADDRINUSE')
})
