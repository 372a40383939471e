import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import { expect, test } from 'vitest'
import { parseSnapshot } from './streams.js'

const observer = readFileSync(new URL('../../page/peer-connections.js', import.meta.url), 'utf8')
const binding = '__loaderoTestPeerConnections'

/** A document with fake peer connections, a fixed clock, and timers that run on `tick`. */
function openPage() {
  const sent: string[] = []
  const timers: (() => void)[] = []
  const delays: number[] = []
  const context = createContext({
    setTimeout: (callback: () => void, delay: number) => {
      delays.push(delay)
      return timers.push(callback)
    },
    Date: { now: () => 10_700 },
  })
  const run = (code: string): unknown => runInContext(code, context)
  run(`globalThis.RTCPeerConnection = class RTCPeerConnection {
    static generateCertificate() { return 'certificate' }
    connectionState = 'connected'
    getStats() { return Promise.resolve(new Map([['a', { type: 'certificate' }], ['b', { type: 'transport' }]])) }
    close() { this.connectionState = 'closed' }
  }`)
  const listen = () => void (context[binding] = (payload: string) => sent.push(payload))
  const tick = async () => {
    timers.shift()?.()
    // Promises of another context need one turn of the event loop.
    await new Promise(setImmediate)
  }
  return { run, listen, tick, delays, timers, snapshots: () => sent.map(parseSnapshot) }
}

test('reports each connection at the next second', async () => {
  const page = openPage()
  page.listen()
  page.run(observer)
  page.run('new RTCPeerConnection(); new RTCPeerConnection()')
  // 300 ms are left of this second, too few to count.
  expect(page.delays).toEqual([1_300])
  await page.tick()
  const [first, second] = page.snapshots()
  expect(first).toMatchObject({ at: 10_700, state: 'connected', reports: [{ type: 'transport' }] })
  expect(second?.connection).not.toBe(first?.connection)
  expect(page.timers).toHaveLength(1)
})

test('reports a connection last at its close', async () => {
  const page = openPage()
  page.listen()
  page.run(observer)
  page.run('new RTCPeerConnection().close()')
  await new Promise(setImmediate)
  expect(page.snapshots()).toHaveLength(1)
  await page.tick()
  expect(page.snapshots()).toHaveLength(1)
  expect(page.timers).toEqual([])
})

test('keeps reports until the engine listens', async () => {
  const page = openPage()
  page.run(observer)
  page.run('globalThis.connection = new RTCPeerConnection()')
  await page.tick()
  page.listen()
  await page.tick()
  expect(page.snapshots()).toHaveLength(2)
})

test('is invisible to a page that extends the class', async () => {
  const page = openPage()
  page.listen()
  page.run(observer)
  page.run(observer)
  expect(
    page.run(`class Own extends RTCPeerConnection { own() { return 'own' } }
      const own = new Own()
      JSON.stringify([own.own(), own instanceof RTCPeerConnection, own.constructor === Own,
        new RTCPeerConnection().constructor === RTCPeerConnection, RTCPeerConnection.generateCertificate()])`),
  ).toBe('["own",true,true,true,"certificate"]')
  await page.tick()
  expect(page.snapshots()).toHaveLength(2)
})

test('leaves a document without peer connections alone', () => {
  const page = openPage()
  page.run('delete globalThis.RTCPeerConnection')
  expect(() => page.run(observer)).not.toThrow()
  expect(page.timers).toEqual([])
})

test('leaves all that a page can see as it was', () => {
  const page = openPage()
  page.listen()
  const describe = `JSON.stringify([RTCPeerConnection, Function].map((owner) =>
    [owner, owner.prototype].flatMap((object) => Object.entries(Object.getOwnPropertyDescriptors(object))
      .map(([key, { value, ...attributes }]) => [key, String(value), attributes])
      .concat([['source', String(owner), Function.prototype.toString.call(owner)]]))))`
  const before = page.run(describe)
  page.run(observer)
  expect(page.run(describe)).toBe(before)
  expect(page.run('Function.prototype.toString.toString()')).toBe('function toString() { [native code] }')
  expect(page.run('try { Function.prototype.toString.call(1) } catch (error) { error.name }')).toBe(
    'TypeError',
  )
})
