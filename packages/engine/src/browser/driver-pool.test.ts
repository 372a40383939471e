import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createDriverPool, type DriverLease } from './driver-pool.js'
import { startWatchdog } from '../process/watchdog.js'
import { makeWorkRoot } from '../process/workspace.js'

/** Answers with the sessions that were ended. Never answers the end of `stuck`. */
const fakeDriver = `#!${process.execPath}
const ended = []
const server = require('node:http').createServer(({ method, url }, response) => {
  if (url === '/crash') process.exit(3)
  if (method === 'DELETE') ended.push(url.split('/').at(-1))
  if (!url.endsWith('/stuck')) response.end(JSON.stringify(ended))
})
server.listen(0, '127.0.0.1', () => console.log('ChromeDriver was started successfully on port ' + server.address().port))
`

/** Whether a promise is pending. */
async function isPending(promise: Promise<unknown> | undefined): Promise<boolean> {
  return (await Promise.race([promise, Promise.resolve('pending')])) === 'pending'
}

/** A pool of drivers that are this program. */
function createPool(program = fakeDriver) {
  const folder = mkdtempSync(path.join(tmpdir(), 'loadero-test-'))
  const file = path.join(folder, 'chromedriver')
  writeFileSync(file, program)
  chmodSync(file, 0o755)
  const workRoot = makeWorkRoot()
  const watchdog = startWatchdog(workRoot)
  onTestFinished(async () => {
    await watchdog.close()
    rmSync(folder, { recursive: true })
  })
  return createDriverPool(file, { env: process.env, watchdog, workRoot })
}

async function endedSessions(lease: DriverLease): Promise<unknown> {
  const { port } = await lease.driver
  return (await fetch(`http://127.0.0.1:${port}/ended`)).json()
}

describe.skipIf(process.platform === 'win32')('a pool of drivers', () => {
  test('starts a driver for each ten participants', async () => {
    const pool = createPool()
    const leases = Array.from({ length: 21 }, () => pool.acquire())
    const ports = (await Promise.all(leases.map(({ driver }) => driver))).map(({ port }) => port)
    expect(ports.map((port) => ports.indexOf(port))).toEqual([
      ...Array<number>(10).fill(0),
      ...Array<number>(10).fill(10),
      20,
    ])
    await leases[3]?.release(undefined)
    expect((await pool.acquire().driver).port).toBe(ports[0])
  })

  test('reports the end of a driver to its participants only', async () => {
    const pool = createPool()
    const leases = Array.from({ length: 11 }, () => pool.acquire())
    const drivers = await Promise.all(leases.map(({ driver }) => driver))
    await fetch(`http://127.0.0.1:${drivers[0]?.port}/crash`).catch(() => {})
    expect(await Promise.all(drivers.slice(0, 10).map(({ ended }) => ended))).toEqual(Array(10).fill('3'))
    expect(await isPending(drivers[10]?.ended)).toBe(true)
    expect((await pool.acquire().driver).port).toBe(drivers[10]?.port)
  })

  test('starts another driver after the end of one', async () => {
    const pool = createPool()
    const first = await pool.acquire().driver
    await fetch(`http://127.0.0.1:${first.port}/crash`).catch(() => {})
    await first.ended
    const next = await pool.acquire().driver
    expect(await isPending(next.ended)).toBe(true)
  })

  test('ends the session of a participant that has ended', async () => {
    const pool = createPool()
    const [one, two, three] = [pool.acquire(), pool.acquire(), pool.acquire()]
    await one.driver
    await one.release('one')
    await three.release(undefined)
    await vi.waitFor(async () => expect(await endedSessions(two)).toEqual(['one']))
  })

  test('does not wait for a session that hangs', async () => {
    const pool = createPool()
    const [one, two] = [pool.acquire(), pool.acquire()]
    await one.driver
    await one.release('stuck')
    await vi.waitFor(async () => expect(await endedSessions(two)).toEqual(['stuck']))
  })

  test('ends a driver that runs with its last participant', async () => {
    const pool = createPool()
    const [one, two] = [pool.acquire(), pool.acquire()]
    const { ended } = await one.driver
    await one.release('one')
    expect(await isPending(ended)).toBe(true)
    await two.release('two')
    expect(await ended).toBe('SIGKILL')
  })

  test('ends a driver that starts with its last participant', async () => {
    const lease = createPool('#!/bin/sh\nexec sleep 60\n').acquire()
    await lease.release(undefined)
    await expect(lease.driver).rejects.toThrow('chromedriver did not start: the participant has ended')
  })

  test('fails all participants of a driver that does not start', async () => {
    const pool = createPool('#!/bin/sh\necho "no room"; exit 3\n')
    const leases = [pool.acquire(), pool.acquire()]
    for (const { driver } of leases)
      await expect(driver).rejects.toThrow('chromedriver did not start: it ended with 3. no room')
    const next = pool.acquire()
    expect(next.driver).not.toBe(leases[0]?.driver)
    await expect(next.driver).rejects.toThrow('did not start')
  })
})
