import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createWebrtcRecorder } from './peer-connections.js'

const observer = readFileSync(new URL('../../page/peer-connections.js', import.meta.url), 'utf8')
const binding = '__loaderoTestPeerConnections'

/** A document with fake peer connections, a fixed clock, and timers that run on `tick`. */
function openPage() {
  const recorder = createWebrtcRecorder((message) => failures.push(message))
  const failures: string[] = []
  const timers: (() => void)[] = []
  const delays: number[] = []
  const context = createContext({
    setTimeout: (callback: () => void, delay: number) => {
      delays.push(delay)
      return timers.push(callback)
    },
    Date: { now: () => 10_700 },
    location: { href: 'https://app.test/call' },
    navigator: { userAgent: 'Chrome/156.0.0.0' },
  })
  const run = (code: string): unknown => runInContext(code, context)
  run(`globalThis.RTCPeerConnection = class RTCPeerConnection {
    static generateCertificate() { return 'certificate' }
    connectionState = 'connected'
    listeners = {}
    getStats() {
      const report = (id, type) => [id, { id, type, timestamp: 10700 }]
      return Promise.resolve(new Map([report('a', 'certificate'), report('b', 'transport')]))
    }
    addEventListener(type, listener) { this.listeners[type] = listener }
    setRemoteDescription({ type }) { return type === 'offer' ? Promise.resolve() : Promise.reject(new Error('no offer')) }
    createDataChannel(label) { return { label } }
    restartIce() { throw new Error('closed') }
    close() { this.connectionState = 'closed' }
  }
  globalThis.MediaDevices = class MediaDevices {
    getUserMedia({ video }) {
      return video === true ? Promise.resolve({ id: 's1' }) : Promise.reject(Object.assign(new Error('Permission denied'), { name: 'NotAllowedError' }))
    }
  }`)
  const listen = () => void (context[binding] = (payload: string) => recorder.add(payload))
  const afterPromises = async () => {
    // Promises of another context need one turn of the event loop.
    await new Promise(setImmediate)
  }
  const tick = async () => {
    timers.shift()?.()
    await afterPromises()
  }
  /** How often the statistics of each connection were read, by its id. */
  const readings = () =>
    Object.fromEntries(
      [...recorder.log.connections].map(([id, { stats }]) => [id, stats.get('b')?.times.length ?? 0]),
    )
  const updates = () =>
    recorder.log.connections.get('1-1')?.updates.map(({ type, value }) => `${type} ${value}`)
  return { run, listen, tick, afterPromises, delays, timers, failures, readings, updates, log: recorder.log }
}

test('reports each connection at the next second', async () => {
  const page = openPage()
  page.listen()
  page.run(observer)
  page.run('new RTCPeerConnection({ iceServers: [] }); new RTCPeerConnection()')
  // 300 ms are left of this second, too few to count.
  expect(page.delays).toEqual([1_300])
  await page.tick()
  expect(page.readings()).toEqual({ '1-1': 1, '1-2': 1 })
  const { url, configuration, stats } = page.log.connections.get('1-1') ?? {}
  expect([url, configuration]).toEqual(['https://app.test/call', '{"iceServers":[]}'])
  expect(stats?.has('a')).toBe(false)
  expect(page.log.userAgent).toBe('Chrome/156.0.0.0')
  expect(page.timers).toHaveLength(1)
})

test('reports a connection last at its close', async () => {
  const page = openPage()
  page.listen()
  page.run(observer)
  page.run('const one = new RTCPeerConnection(); one.close(); one.close()')
  await page.afterPromises()
  expect(page.readings()).toEqual({ '1-1': 1 })
  expect(page.updates()).toEqual(['close ', 'close '])
  await page.tick()
  expect(page.readings()).toEqual({ '1-1': 1 })
  expect(page.timers).toEqual([])
})

test('keeps reports until the engine listens', async () => {
  const page = openPage()
  page.run(observer)
  page.run('globalThis.connection = new RTCPeerConnection()')
  await page.tick()
  page.listen()
  await page.tick()
  expect(page.readings()).toEqual({ '1-1': 2 })
})

test('reports calls, their outcomes and events when they happen', async () => {
  const page = openPage()
  page.listen()
  page.run(observer)
  page.run(`const peer = new RTCPeerConnection()
    peer.setRemoteDescription({ type: 'offer', sdp: 'v=0' })
    peer.setRemoteDescription({ type: 'answer', sdp: '' }).catch(() => {})
    peer.createDataChannel('chat')
    try { peer.restartIce() } catch {}
    peer.listeners.connectionstatechange({})
    peer.listeners.icecandidate({ candidate: null })
    peer.listeners.track({ track: { kind: 'audio', id: 't1', label: 'mic' }, streams: [{ id: 's1' }] })`)
  await page.afterPromises()
  expect(page.updates()).toEqual([
    'setRemoteDescription {"type":"offer","sdp":"v=0"}',
    'setRemoteDescription {"type":"answer","sdp":""}',
    'createDataChannel {"label":"chat","ordered":true}',
    'restartIce ',
    'restartIceOnFailure closed',
    'onconnectionstatechange "connected"',
    'onicecandidate ',
    'ontrack {"kind":"audio","id":"t1","label":"mic","streams":["s1"]}',
    'setRemoteDescriptionOnSuccess ',
    'setRemoteDescriptionOnFailure no offer',
  ])
})

test('reports calls of getUserMedia and names failures', async () => {
  const page = openPage()
  page.listen()
  page.run(observer)
  page.run(`const devices = new MediaDevices()
    devices.getUserMedia({ audio: true, video: true })
    devices.getUserMedia({ audio: true, video: { width: 9 } }).catch(() => {})`)
  await page.afterPromises()
  const times = { atMs: 10_700, kind: 'getUserMedia' }
  const url = 'https://app.test/call'
  expect(page.log.userMedia).toEqual([
    { ...times, request: '1-1', audio: '', video: '', url },
    { ...times, request: '1-2', audio: '', video: '{"width":9}', url },
    { ...times, request: '1-1', streamId: 's1' },
    { ...times, request: '1-2', error: 'NotAllowedError', errorMessage: 'Permission denied' },
  ])
  expect(page.failures).toEqual(['getUserMedia failed: NotAllowedError: Permission denied'])
})

test('leaves a failure that the page does not handle unhandled', async () => {
  const page = openPage()
  page.listen()
  page.run(observer)
  const result = page.run('new RTCPeerConnection().setRemoteDescription({ type: "answer" })')
  await expect(result).rejects.toThrow('no offer')
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
  expect(page.readings()).toEqual({ '1-1': 1, '1-2': 1 })
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
