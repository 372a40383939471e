import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestContext, hasBrowser, runScript, verdictOf } from '../../test/engine-context.js'
import { type PageServer, servePages } from '../../test/page-server.js'

/** What a page sees and hears of a stream. */
interface Observed {
  readonly width: number
  readonly height: number
  /** Frames a second. */
  readonly fps: number
  /** The darkest and the brightest red, green and blue at the top left, and in the center. */
  readonly topLeft: readonly number[]
  readonly center: readonly number[]
  /** How many different pictures there are, by the pixels of one row. */
  readonly pictures: number
  /** The loudest level, and the strongest frequency of each moment with sound. */
  readonly level: number
  readonly hertz: readonly number[]
}

/** Runs in the page: observes a stream for more than one loop of each feed. */
const observe = String(async (stream: MediaStream): Promise<Observed> => {
  const video = Object.assign(document.createElement('video'), { srcObject: stream, muted: true })
  await video.play()
  const { videoWidth: width, videoHeight: height } = video
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const context = canvas.getContext('2d', { willReadFrequently: true })
  const audio = new AudioContext()
  const analyser = new AnalyserNode(audio, { fftSize: 4_096, smoothingTimeConstant: 0 })
  audio.createMediaStreamSource(stream).connect(analyser)
  const [times, spectrum] = [new Float32Array(4_096), new Float32Array(2_048)]
  const rows = new Set<string>()
  const heard: number[] = []
  const colors: Record<'topLeft' | 'center', number[][]> = { topLeft: [], center: [] }
  let [frames, level] = [0, 0]
  const start = performance.now()
  let [firstMs, lastMs] = [start, start]
  const durationMs = 4_000
  await new Promise<void>((done) => {
    const onFrame = (nowMs: number) => {
      if (frames === 0) firstMs = nowMs
      frames += 1
      lastMs = nowMs
      context?.drawImage(video, 0, 0)
      const pixels = (x: number, y: number, w: number) => [...(context?.getImageData(x, y, w, 1).data ?? [])]
      colors.topLeft.push(pixels(4, 4, 1).slice(0, 3))
      colors.center.push(pixels(width >> 1, height >> 1, 1).slice(0, 3))
      rows.add(
        pixels(100, 100, 16)
          .map((each) => each >> 3)
          .join(' '),
      )
      if (nowMs - start < durationMs) video.requestVideoFrameCallback(onFrame)
      else done()
    }
    video.requestVideoFrameCallback(onFrame)
    const listen = setInterval(() => {
      analyser.getFloatTimeDomainData(times)
      for (const sample of times) level = Math.max(level, Math.abs(sample))
      analyser.getFloatFrequencyData(spectrum)
      const binHertz = audio.sampleRate / 4_096
      const [strongest = 0] = [...spectrum.keys()].toSorted((a, b) => (spectrum[b] ?? 0) - (spectrum[a] ?? 0))
      if ((spectrum[strongest] ?? -Infinity) > -60) heard.push(Math.round(strongest * binHertz))
      if (performance.now() - start > durationMs) clearInterval(listen)
    }, 30)
  })
  const range = (list: number[][]) => [
    Math.min(...list.map(([red = 0]) => red)),
    Math.max(...list.map(([red = 0]) => red)),
    ...(list[0] ?? []).map((_, index) => Math.max(...list.map((color) => color[index] ?? 0))),
  ]
  return {
    width,
    height,
    fps: ((frames - 1) * 1_000) / (lastMs - firstMs),
    topLeft: range(colors.topLeft),
    center: range(colors.center),
    pictures: rows.size,
    level,
    hertz: heard,
  }
})

const raw = '{ echoCancellation: false, noiseSuppression: false, autoGainControl: false }'

describe.skipIf(!hasBrowser())('a feed that pages draw', () => {
  let pages: PageServer
  let drawn: Awaited<ReturnType<typeof createTestContext>>
  let files: Awaited<ReturnType<typeof createTestContext>>
  beforeAll(async () => {
    pages = await servePages()
    drawn = await createTestContext({ drawsFeeds: true })
    files = await createTestContext()
  })
  afterAll(async () => {
    pages.close()
    await drawn.close()
    await files.close()
  })

  /** The value of an asynchronous function in a page. */
  const inPage = <T>(
    engine: typeof drawn,
    profile: object,
    code: string,
    before = `client.url('${pages.url}')`,
  ) => {
    const script = `client => {
      ${before}
      client.executeAsync('const done = arguments[0]; (' + ${JSON.stringify(code)} + ')().then(done, (error) => done({ error: String(error), name: error.name }))',
        [], ({ value }) => console.log('VALUE', JSON.stringify(value)))
    }`
    return runScript(
      engine.context,
      script,
      (output) => {
        expect(verdictOf(output)).toBe('pass')
        return JSON.parse(/^VALUE (.*)$/m.exec(output.logs.selenium ?? '')?.[1] ?? 'null') as T
      },
      { profile },
    )
  }

  const tones: Readonly<Record<string, readonly number[]>> = {
    '-20db': [440],
    '-50db': [440],
    silence: [],
    dtmf: [697, 770, 852, 941, 1_209, 1_336, 1_477, 1_633],
  }
  /** A busy machine interrupts sound for moments, in which its frequency is not exact. */
  const expectTones = ({ hertz }: Observed, audioFeed: string) => {
    const known = tones[audioFeed] ?? []
    const others = hertz.filter((each) => !known.some((tone) => Math.abs(each - tone) < 24))
    expect(others.length).toBeLessThanOrEqual(hertz.length / 10)
  }

  test.each([
    ['240p-15fps', '-20db', 15],
    ['360p-marked-top-left', 'dtmf', 30],
    ['480p-marked-center', '-50db', 30],
    ['240p', 'silence', 30],
  ] as const)('%s with %s looks and sounds like its files', async (videoFeed, audioFeed, fps) => {
    const profile = { video_feed: videoFeed, audio_feed: audioFeed }
    const code = `async () => (${observe})(await navigator.mediaDevices.getUserMedia({ video: true, audio: ${raw} }))`
    const own = await inPage<Observed>(drawn, profile, code)
    const file = await inPage<Observed>(files, profile, code)
    expect([own.width, own.height]).toEqual([file.width, file.height])
    expect(own.pictures).toBeGreaterThan(3)
    expect(own.fps).toBeLessThan(1.2 * fps)
    for (const place of ['topLeft', 'center'] as const)
      own[place].forEach((value, index) => {
        expect(Math.abs(value - (file[place][index] ?? NaN))).toBeLessThan(8)
      })
    expect(Math.abs(own.level - file.level)).toBeLessThanOrEqual(0.05 * file.level)
    expectTones(own, audioFeed)
  })

  // On a busy machine, the picture and the sound of a call can be worse for some seconds.
  test('arrives at the other participant of a call', { retry: 2 }, async () => {
    const profiles = [
      { video_feed: '360p-marked-center', audio_feed: 'dtmf' },
      { video_feed: '240p-15fps', audio_feed: 'silence' },
    ]
    const join = (me: number) => `client.url('${pages.url}/call?me=${me}').waitForElementVisible('#state')
      client.expect.element('#state').text.to.equal('video flows').before(120000)`
    const [second, first] = await Promise.all(
      profiles.map((profile, me) =>
        // A participant that ends takes its picture away from the other.
        inPage<Observed>(
          drawn,
          profile,
          `async () => {
            const observed = await (${observe})(received)
            await fetch('/signal?to=${1 - me}', { method: 'POST', body: 'seen' })
            await fetch('/signal?to=${me}')
            return observed
          }`,
          join(me),
        ),
      ),
    )
    if (!first || !second) throw new Error('expected two participants')
    expect([first.width, first.height, second.width, second.height]).toEqual([640, 360, 426, 240])
    // The square changes between white and black, and the stripes at the other place never reach either.
    expect(first.center[0]).toBeLessThan(70)
    expect(first.center[1]).toBeGreaterThan(235)
    expect(first.topLeft[0]).toBeGreaterThan(60)
    expect(first.topLeft[1]).toBeLessThan(245)
    expect(first.pictures).toBeGreaterThan(3)
    expect(second.fps).toBeLessThan(18)
    expect(first.level).toBeGreaterThan(0.1)
    // The receiver changes the speed of sound a little to keep its buffer, and a key can end within a sample.
    const isTone = (each: number) => tones['dtmf']?.some((tone) => Math.abs(each - tone) < 36)
    expect(first.hertz.filter(isTone).length).toBeGreaterThan(first.hertz.length / 2)
    expect(second.level).toBeLessThan(0.001)
  })

  test('follows the constraints of the page, and describes itself as the device', async () => {
    const code = String(async () => {
      const open = async (video: MediaTrackConstraints | boolean) => {
        try {
          const stream = await navigator.mediaDevices.getUserMedia({ video })
          const [track] = stream.getVideoTracks()
          if (!track) return 'no track'
          const { width, height, frameRate } = track.getSettings()
          return `${width}x${height} ${frameRate}`
        } catch (error) {
          return error instanceof OverconstrainedError ? `over ${error.constraint}` : String(error)
        }
      }
      const sizes: string[] = []
      for (const video of [
        true,
        { width: 320 },
        { width: { ideal: 1_920 }, height: { ideal: 1_080 } },
        { height: { max: 240 }, frameRate: { max: 10 } },
        { width: { exact: 1_920 } },
        { width: { min: 1_000 }, height: 360 },
        { frameRate: { min: 60 } },
      ])
        sizes.push(await open(video))
      const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true })
      const devices = await navigator.mediaDevices.enumerateDevices()
      const tracks = stream.getTracks().map((track) => {
        const { deviceId } = track.getSettings()
        return `${track.kind} ${devices.some((one) => one.deviceId === deviceId && one.label === track.label)}`
      })
      const [video] = stream.getVideoTracks()
      const copy = video?.clone()
      await copy?.applyConstraints({ width: 160, height: 90 })
      video?.stop()
      return {
        sizes,
        tracks,
        clone: [video?.readyState, copy?.readyState, copy?.getSettings().width, copy?.getConstraints().width],
        missing: await open({ deviceId: { exact: 'none' } }),
        source: Function.prototype.toString
          .call(Reflect.get(navigator.mediaDevices, 'getUserMedia'))
          .includes('native code'),
        global: Object.keys(globalThis).filter((name) => /feed|openStream/i.test(name)),
      }
    })
    expect(await inPage(drawn, { video_feed: '720p', audio_feed: 'dtmf' }, code)).toEqual({
      sizes: [
        '1280x720 30',
        '320x180 30',
        '1280x720 30',
        '427x240 10',
        'over width',
        '1000x360 30',
        'over frameRate',
      ],
      tracks: ['audio true', 'video true'],
      clone: ['ended', 'live', 160, 160],
      missing: 'over deviceId',
      source: true,
      global: [],
    })
  })

  test('leaves a refusal and the other device to the browser', async () => {
    const code = String(async () => {
      const results: unknown[] = []
      for (const constraints of [{}, undefined, { audio: true }])
        results.push(
          await navigator.mediaDevices.getUserMedia(constraints).then(
            (stream) => stream.getTracks().map(({ kind }) => kind),
            (error: unknown) =>
              error instanceof Error || error instanceof DOMException ? error.name : error,
          ),
        )
      return results
    })
    expect(await inPage(drawn, { video_feed: '240p' }, code)).toEqual(['TypeError', 'TypeError', ['audio']])
    const refused = await inPage(
      drawn,
      { video_feed: '240p', audio_feed: 'dtmf' },
      `async () => document.querySelector('#state').textContent`,
      `client.url('${pages.url}/refused').expect.element('#state').text.to.equal('NotAllowedError').before(60000)`,
    )
    expect(refused).toBe('NotAllowedError')
  })
})
