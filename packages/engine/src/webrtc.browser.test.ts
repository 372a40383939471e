import type { ParticipantOutput } from '@loadero-test/server'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startApps } from '../../../fixtures/apps/start.mjs'
import { equip, hasBrowser, play, verdictOf } from '../test/equipment.js'
import { type PageServer, servePages } from '../test/page-server.js'

/** What the page says of one of its streams; the names are those of `getStats()`. */
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
function total(outcome: ParticipantOutput, path: string) {
  return samples(outcome, path).reduce((sum, each) => sum + each, 0)
}
function average(outcome: ParticipantOutput, path: string) {
  return total(outcome, path) / samples(outcome, path).length
}

function snapshotsOf({ logs }: ParticipantOutput) {
  return (logs.webrtc ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { connection: string; state: string })
}

describe.skipIf(!hasBrowser())('a call between participants', () => {
  let pages: PageServer
  let stage: Awaited<ReturnType<typeof equip>>
  beforeAll(async () => {
    pages = await servePages()
    stage = await equip()
  })
  afterAll(async () => {
    pages.close()
    await stage.close()
  })

  /** Two of them play what `scriptOf` says, one line a command. */
  const both = (scriptOf: (me: string) => readonly string[], profiles: readonly object[] = []) =>
    Promise.all(
      [0, 1].map((globalNum) => {
        const script = `client => {\n${scriptOf(String(globalNum)).join('\n')}\n}`
        const options = { globalNum, profile: profiles[globalNum] ?? {} }
        return play(stage.equipment, script, (outcome) => outcome, options)
      }),
    )
  const flows = [
    `client.waitForElementVisible('#state')`,
    `client.expect.element('#state').text.to.equal('video flows').before(120000)`,
  ]
  const meet = (me: string) => [`client.url('${pages.url}/call?me=${me}')`, ...flows]

  test('is measured as its pages measure it, to a hundredth', async () => {
    const hangUp = `client.pause(5000).executeAsync(
      done => hangUp().then(done), [], ({ value }) => console.log('PAGE', JSON.stringify(value))
    ).pause(300)`
    for (const outcome of await both((me) => [...meet(me), hangUp])) {
      expect(verdictOf(outcome)).toBe('pass')
      const streams = JSON.parse(/^PAGE (.*)$/m.exec(outcome.logs.selenium ?? '')?.[1] ?? '') as Streams
      for (const kind of ['audio', 'video'] as const) {
        const [from, to] = [streams[`in ${kind}`], streams[`out ${kind}`]]
        const shares = [
          total(outcome, `webrtc/${kind}/bytes/in`) / (from['bytesReceived'] ?? NaN),
          total(outcome, `webrtc/${kind}/bytes/out`) / (to['bytesSent'] ?? NaN),
          total(outcome, `webrtc/${kind}/packets/in`) / (from['packetsReceived'] ?? NaN),
          total(outcome, `webrtc/${kind}/packets/out`) / (to['packetsSent'] ?? NaN),
        ]
        for (const share of shares) expect(share).toBeCloseTo(1, 2)
        expect(value(outcome, `webrtc/${kind}/connections/in`)).toBe(1)
        expect(average(outcome, `webrtc/${kind}/bitrate/in`)).toBeGreaterThan(1)
      }
      expect(samples(outcome, 'webrtc/video/frameWidth/in').at(-1)).toBe(streams['in video']['frameWidth'])
      expect(average(outcome, 'webrtc/video/fps/out')).toBeGreaterThan(1)
      expect(average(outcome, 'webrtc/audio/level/in')).toBeGreaterThan(0)
      expect(value(outcome, 'webrtc/audio/codec/out')).toBe('opus')
      expect(snapshotsOf(outcome)).toContainEqual(expect.objectContaining({ state: 'connected' }))
    }
  })

  test('shows the loss of one network and the latency of the other', async () => {
    const profiles = [{ network: '10packet' }, { network: 'latency' }]
    for (const outcome of await both((me) => [...meet(me), 'client.pause(8000)'], profiles)) {
      expect(verdictOf(outcome)).toBe('pass')
      // Some 400 packets: four standard deviations are 6 percent.
      expect(value(outcome, 'webrtc/audio/packetsLost/in/percent')).toBeGreaterThan(4)
      expect(value(outcome, 'webrtc/audio/packetsLost/in/percent')).toBeLessThan(16)
      // Half a second there, half a second back.
      expect(average(outcome, 'webrtc/video/rtt')).toBeGreaterThan(990)
    }
  })

  test('carries the feeds that its participants asked for', async () => {
    const profiles = [
      { video_feed: '240p-15fps', audio_feed: 'silence' },
      { video_feed: '360p', audio_feed: 'dtmf' },
    ]
    const [first, second] = await both((me) => [...meet(me), 'client.pause(4000)'], profiles)
    if (!first || !second) throw new Error('two were to play')
    expect([first, second].map(verdictOf)).toEqual(['pass', 'pass'])
    expect(samples(second, 'webrtc/video/frameWidth/in').at(-1)).toBe(426)
    expect(samples(first, 'webrtc/video/frameWidth/in').at(-1)).toBe(640)
    expect(average(second, 'webrtc/video/fps/in')).toBeLessThan(18)
    expect(average(second, 'webrtc/audio/level/in')).toBeLessThan(0.001)
    expect(average(first, 'webrtc/audio/level/in')).toBeGreaterThan(0.01)
  })

  test('counts in frames, in popups, and before a navigation', async () => {
    const elsewhere: Readonly<Record<string, readonly string[]>> = {
      0: [`client.url('${pages.url}/framed?me=0').frame(0)`],
      1: [
        `client.url('${pages.url}').execute('open("/call?me=1")').pause(2000)`,
        `client.windowHandles(({ value }) => client.switchToWindow(value[1]))`,
      ],
    }
    const wait = `client.pause(1500).frame(null)`
    const outcomes = await both((me) => [...(elsewhere[me] ?? []), ...flows, wait, ...meet(me), wait])
    for (const outcome of outcomes) {
      expect(verdictOf(outcome)).toBe('pass')
      expect(new Set(snapshotsOf(outcome).map(({ connection }) => connection)).size).toBe(2)
      expect(value(outcome, 'webrtc/video/connections/in')).toBe(1)
    }
  })

  test('of three is measured as its pages measure it, to a tenth', async () => {
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
    const outcomes = await Promise.all(
      ['ann', 'bob', 'cy'].map((name, globalNum) =>
        play(stage.equipment, scriptOf(name), (outcome) => outcome, { globalNum }),
      ),
    )
    for (const outcome of outcomes) {
      expect(verdictOf(outcome)).toBe('pass')
      const counts = JSON.parse(/^PAGE (.*)$/m.exec(outcome.logs.selenium ?? '')?.[1] ?? '') as Record<
        string,
        number
      >
      expect(Object.keys(counts)).toHaveLength(8)
      // Where three cameras are too much for the machine, two readings asked for at once are some 100 ms apart.
      const far = Object.entries(counts).filter(
        ([path, count]) => Math.abs(total(outcome, `webrtc/${path}`) / count - 1) > 0.1,
      )
      expect(far).toEqual([])
      for (const path of ['audio/connections/in', 'video/connections/out'])
        expect(value(outcome, `webrtc/${path}`)).toBe(2)
    }
  })
})

/** Has the page of the call app add up for itself, by base path, what its two connections say of their streams at their close. */
const countAtClose = `() => {
  const counts = {}
  let left = 2
  window.counted = new Promise((done) => (window.count = async (asked) => {
    for (const { type, kind, ...report } of (await asked).values()) {
      const [, way] = /^(in|out)bound-rtp$/.exec(type) ?? []
      const add = (name, number) => (counts[kind + name + way] = (counts[kind + name + way] ?? 0) + number)
      if (way) add('/bytes/', report.bytesReceived ?? report.bytesSent)
      if (way) add('/packets/', report.packetsReceived ?? report.packetsSent)
    }
    if (--left === 0) done(counts)
  }))
  const Real = RTCPeerConnection
  window.RTCPeerConnection = class extends Real {
    close() {
      if (this.connectionState === 'connected') count(this.getStats())
      super.close()
    }
  }
}`
