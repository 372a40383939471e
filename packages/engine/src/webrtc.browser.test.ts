import type { Outcome } from '@loadero-test/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { equip, hasBrowser, play, verdictOf } from '../test/equipment.js'
import { type PageServer, servePages } from '../test/page-server.js'

/** What the page says of one of its streams; the names are those of `getStats()`. */
type Stream = Readonly<Record<string, number>>
type Streams = Readonly<Record<'in audio' | 'in video' | 'out audio' | 'out video', Stream>>

const samples = ({ metrics }: Outcome, path: string): readonly number[] => {
  const found = metrics[path]
  return found && 'samples' in found ? found.samples : []
}
const value = ({ metrics }: Outcome, path: string) => {
  const found = metrics[path]
  return found && 'value' in found ? found.value : undefined
}
const total = (outcome: Outcome, path: string) => samples(outcome, path).reduce((sum, each) => sum + each, 0)
const average = (outcome: Outcome, path: string) => total(outcome, path) / samples(outcome, path).length

const snapshotsOf = ({ logs }: Outcome) =>
  (logs.webrtc ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { connection: string; state: string })

describe.skipIf(!hasBrowser())('a call between two participants', () => {
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
    `client.expect.element('#state').text.to.equal('video flows').before(20000)`,
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
        `client.url('${pages.url}').execute('open("/call?me=1")').pause(500)`,
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
})
