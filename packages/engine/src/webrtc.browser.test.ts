import type { ParticipantOutput } from '@loadero-test/server'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startApps } from '../../../fixtures/apps/start.mjs'
import { createTestContext, hasBrowser, runScript, verdictOf } from '../test/engine-context.js'
import { type PageServer, servePages } from '../test/page-server.js'

/** The page's own statistics of a stream; the names are those of `getStats()`. */
type Stream = Readonly<Record<string, number>>
type Streams = Readonly<Record<'in audio' | 'in video' | 'out audio' | 'out video', Stream>>

function samples({ metrics }: ParticipantOutput, path: string): readonly number[] {
  const found = metrics[path]
  return found && 'samples' in found ? found.samples : []
}
function value({ metrics }: ParticipantOutput, path: string) {
  const found = metrics[path]
  return found && 'value' in found ? found.value : undefined
}
function total(output: ParticipantOutput, path: string) {
  return samples(output, path).reduce((sum, each) => sum + each, 0)
}
function average(output: ParticipantOutput, path: string) {
  return total(output, path) / samples(output, path).length
}

/** The connections of the dump, by their id. */
function connectionsOf({ logs }: ParticipantOutput) {
  const { PeerConnections } = JSON.parse(logs.webrtc ?? '{}') as {
    PeerConnections: Record<string, { updateLog: { type: string; value: string }[] }>
  }
  return PeerConnections
}

describe.skipIf(!hasBrowser())('a call between participants', () => {
  let pages: PageServer
  let engine: Awaited<ReturnType<typeof createTestContext>>
  beforeAll(async () => {
    pages = await servePages()
    engine = await createTestContext()
  })
  afterAll(async () => {
    pages.close()
    await engine.close()
  })

  /** Runs two participants with the commands of `scriptOf`, one per line. */
  const runBoth = (scriptOf: (me: string) => readonly string[], profiles: readonly object[] = []) =>
    Promise.all(
      [0, 1].map((globalNum) => {
        const script = `client => {\n${scriptOf(String(globalNum)).join('\n')}\n}`
        const options = { globalNum, profile: profiles[globalNum] ?? {} }
        return runScript(engine.context, script, (output) => output, options)
      }),
    )
  const videoFlows = [
    `client.waitForElementVisible('#state')`,
    `client.expect.element('#state').text.to.equal('video flows').before(120000)`,
  ]
  const meet = (me: string) => [`client.url('${pages.url}/call?me=${me}')`, ...videoFlows]

  test('has the totals that its pages measure', async () => {
    const hangUp = `client.pause(5000).executeAsync(
      done => hangUp().then(done), [], ({ value }) => console.log('PAGE', JSON.stringify(value))
    ).pause(300)`
    for (const output of await runBoth((me) => [...meet(me), hangUp])) {
      expect(verdictOf(output)).toBe('pass')
      const streams = JSON.parse(/^PAGE (.*)$/m.exec(output.logs.selenium ?? '')?.[1] ?? '') as Streams
      for (const kind of ['audio', 'video'] as const) {
        const [from, to] = [streams[`in ${kind}`], streams[`out ${kind}`]]
        const shares = [
          total(output, `webrtc/${kind}/bytes/in`) / (from['bytesReceived'] ?? NaN),
          total(output, `webrtc/${kind}/bytes/out`) / (to['bytesSent'] ?? NaN),
          total(output, `webrtc/${kind}/packets/in`) / (from['packetsReceived'] ?? NaN),
          total(output, `webrtc/${kind}/packets/out`) / (to['packetsSent'] ?? NaN),
        ]
        for (const share of shares) expect(share).toBeCloseTo(1, 2)
        expect(value(output, `webrtc/${kind}/connections/in`)).toBe(1)
        expect(average(output, `webrtc/${kind}/bitrate/in`)).toBeGreaterThan(1)
      }
      expect(samples(output, 'webrtc/video/frameWidth/in').at(-1)).toBe(streams['in video']['frameWidth'])
      expect(average(output, 'webrtc/video/fps/out')).toBeGreaterThan(1)
      expect(average(output, 'webrtc/audio/level/in')).toBeGreaterThan(0)
      expect(value(output, 'webrtc/audio/codec/out')).toBe('opus')
      const updates = Object.values(connectionsOf(output)).flatMap(({ updateLog }) => updateLog)
      expect(updates).toContainEqual(
        expect.objectContaining({ type: 'onconnectionstatechange', value: '"connected"' }),
      )
    }
  })

  test('shows network loss and latency', async () => {
    const profiles = [{ network: '10packet' }, { network: 'latency' }]
    for (const output of await runBoth((me) => [...meet(me), 'client.pause(8000)'], profiles)) {
      expect(verdictOf(output)).toBe('pass')
      // Some 400 packets: four standard deviations are 6 percent.
      expect(value(output, 'webrtc/audio/packetsLost/in/percent')).toBeGreaterThan(4)
      expect(value(output, 'webrtc/audio/packetsLost/in/percent')).toBeLessThan(16)
      // Half a second there, half a second back.
      expect(average(output, 'webrtc/video/rtt')).toBeGreaterThan(990)
    }
  })

  test('carries the feeds of its participants', async () => {
    const profiles = [
      { video_feed: '240p-15fps', audio_feed: 'silence' },
      { video_feed: '360p', audio_feed: 'dtmf' },
    ]
    const [first, second] = await runBoth((me) => [...meet(me), 'client.pause(4000)'], profiles)
    if (!first || !second) throw new Error('expected two participants')
    expect([first, second].map(verdictOf)).toEqual(['pass', 'pass'])
    expect(samples(second, 'webrtc/video/frameWidth/in').at(-1)).toBe(426)
    expect(samples(first, 'webrtc/video/frameWidth/in').at(-1)).toBe(640)
    expect(average(second, 'webrtc/video/fps/in')).toBeLessThan(18)
    expect(average(second, 'webrtc/audio/level/in')).toBeLessThan(0.001)
    expect(average(first, 'webrtc/audio/level/in')).toBeGreaterThan(0.01)
  })

  test('is measured in frames, popups and across navigation', async () => {
    const openings: Readonly<Record<string, readonly string[]>> = {
      0: [`client.url('${pages.url}/framed?me=0').frame(0)`],
      1: [
        `client.url('${pages.url}').execute('open("/call?me=1")').pause(2000)`,
        `client.windowHandles(({ value }) => client.switchToWindow(value[1]))`,
      ],
    }
    const wait = `client.pause(1500).frame(null)`
    const outputs = await runBoth((me) => [...(openings[me] ?? []), ...videoFlows, wait, ...meet(me), wait])
    for (const output of outputs) {
      expect(verdictOf(output)).toBe('pass')
      expect(Object.keys(connectionsOf(output))).toHaveLength(2)
      expect(value(output, 'webrtc/video/connections/in')).toBe(1)
    }
  })

  test('of three has the totals of its pages', async () => {
    const apps = await startApps()
    onTestFinished(() => apps.close())
    const scriptOf = (name: string) => `client => {
      client.url('${apps.env.CALL_URL}?room=three&name=${name}')
        .execute(${countAtClose}).click('#join')
        .expect.element('#remote figure:nth-child(2)').to.be.present.before(120000)
      client.waitForElementVisible('#state.connected', 120000).pause(4000).click('#hang-up')
        .executeAsync('counted.then(arguments[0])', [], ({ value }) => console.log('PAGE', JSON.stringify(value)))
        .pause(300)
    }`
    const outputs = await Promise.all(
      ['ann', 'bob', 'cy'].map((name, globalNum) =>
        runScript(engine.context, scriptOf(name), (output) => output, { globalNum }),
      ),
    )
    for (const output of outputs) {
      expect(verdictOf(output)).toBe('pass')
      const counts = JSON.parse(/^PAGE (.*)$/m.exec(output.logs.selenium ?? '')?.[1] ?? '') as Record<
        string,
        number
      >
      expect(Object.keys(counts)).toHaveLength(8)
      // On a busy machine, two readings requested at once are some 100 ms apart.
      const far = Object.entries(counts).filter(
        ([path, count]) => Math.abs(total(output, `webrtc/${path}`) / count - 1) > 0.1,
      )
      expect(far).toEqual([])
      for (const path of ['audio/connections/in', 'video/connections/out'])
        expect(value(output, `webrtc/${path}`)).toBe(2)
    }
  })
})

/** Makes the page of the call app add up its own counters at the close of its two connections, by base path. */
const countAtClose = `() => {
  const counts = {}
  let left = 2
  window.counted = new Promise((done) => (window.count = async (stats) => {
    for (const { type, kind, ...report } of (await stats).values()) {
      const [, direction] = /^(in|out)bound-rtp$/.exec(type) ?? []
      const add = (name, number) => (counts[kind + name + direction] = (counts[kind + name + direction] ?? 0) + number)
      if (direction) add('/bytes/', report.bytesReceived ?? report.bytesSent)
      if (direction) add('/packets/', report.packetsReceived ?? report.packetsSent)
    }
    if (--left === 0) done(counts)
  }))
  const Native = RTCPeerConnection
  window.RTCPeerConnection = class extends Native {
    close() {
      if (this.connectionState === 'connected') count(this.getStats())
      super.close()
    }
  }
}`
