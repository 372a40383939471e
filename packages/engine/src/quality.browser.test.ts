import { aggregate, readWebrtcDump } from '@loadero-test/metrics'
import type { ParticipantOutput } from '@loadero-test/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestContext, hasBrowser, runScript, verdictOf } from '../test/engine-context.js'
import { type PageServer, servePages } from '../test/page-server.js'

async function* chunksOf(text: string) {
  yield Buffer.from(text)
  await Promise.resolve()
}

/** What the log of a participant says, read as a download from Loadero is. */
function readLog({ logs }: ParticipantOutput) {
  return readWebrtcDump(chunksOf(logs.webrtc ?? ''))
}

describe.skipIf(!hasBrowser())('the quality of a call', () => {
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

  const run = (commands: readonly string[], globalNum = 0) =>
    runScript(engine.context, `client => {\n${commands.join('\n')}\n}`, (output) => output, { globalNum })
  const waitForText = (text: string) =>
    `client.expect.element('#state').text.to.equal('${text}').before(120000)`
  const meet = (me: number, search = '') => [
    `client.url('${pages.url}/call?me=${me}${search}').waitForElementVisible('#state')`,
    waitForText('video flows'),
  ]

  // Freezes that a busy machine adds are real ones, so the test runs again then.
  test('has the pauses of its picture as freezes', { retry: 2 }, async () => {
    const output = await run([
      `client.url('${pages.url}/pauses').waitForElementVisible('#state')`,
      waitForText('done'),
    ])
    expect(verdictOf(output)).toBe('pass')
    const { series } = await readLog(output)
    const of = (path: string) => aggregate(series.get(path)?.points ?? [])
    expect(of('quality/video/freezes').total).toBe(3)
    expect(of('quality/video/frozenTime').total).toBeGreaterThan(5_400)
    expect(of('quality/video/frozenTime').total).toBeLessThan(6_600)
    expect(of('quality/video/longestFreeze').max).toBeGreaterThan(1_800)
    expect(of('quality/video/longestFreeze').max).toBeLessThan(2_600)
    expect(of('quality/connection/disconnections').total).toBe(0)
    expect(of('quality/connection/timeToConnected').max).toBeGreaterThan(0)
    expect(of('quality/video/timeToFirstFrame').max).toBeLessThan(60_000)
  })

  test('has the added latency in its delay', { retry: 2 }, async () => {
    const delayWith = async (latency: number) => {
      const custom = `client.updateNetwork('custom', { latency_up: ${latency}, latency_down: ${latency} })`
      const outputs = await Promise.all(
        [0, 1].map((me) =>
          run([...(me === 0 ? [custom] : []), ...meet(me, '&silent'), 'client.pause(9000)'], me),
        ),
      )
      expect(outputs.map(verdictOf)).toEqual(['pass', 'pass'])
      const delays = await Promise.all(
        outputs.map(async (output) => {
          const { series } = await readLog(output)
          // A busy machine only adds to the delay.
          return aggregate(series.get('quality/video/delay')?.points ?? []).min ?? Number.NaN
        }),
      )
      return delays
    }
    const [without, added] = [await delayWith(0), await delayWith(200)]
    for (const [index, delay] of added.entries()) {
      expect(delay - (without[index] ?? Number.NaN)).toBeGreaterThan(180)
      expect(delay - (without[index] ?? Number.NaN)).toBeLessThan(220)
    }
  })

  test('has the concealment that its page counts', { retry: 2 }, async () => {
    const count = `client.executeAsync(done => countNow().then(done), [], ({ value }) => console.log('PAGE', JSON.stringify(value)))`
    const lossy = `client.updateNetwork('10packet')`
    const outputs = await Promise.all(
      [0, 1].map((me) =>
        run(
          [
            ...(me === 0 ? [lossy] : []),
            ...meet(me),
            count,
            'client.pause(15000)',
            count,
            'client.pause(300)',
          ],
          me,
        ),
      ),
    )
    for (const output of outputs) {
      expect(verdictOf(output)).toBe('pass')
      const [first, last] = [...(output.logs.selenium ?? '').matchAll(/^PAGE (.*)$/gm)].map(
        ([, text = '']) => (JSON.parse(text) as Record<string, Record<string, number>>)['in audio'],
      )
      if (!first || !last) throw new Error('expected two counts of the page')
      const increase = (name: string) => (last[name] ?? NaN) - (first[name] ?? NaN)
      const counted = (100 * increase('concealedSamples')) / increase('totalSamplesReceived')
      const { series } = await readLog(output)
      const [from, to] = [first, last].map(({ timestamp = NaN }) => 1_000 * Math.round(timestamp / 1_000))
      const points = series.get('quality/audio/concealed')?.points ?? []
      const measured =
        aggregate(points.filter(({ atMs }) => atMs > (from ?? NaN) && atMs <= (to ?? NaN))).avg ?? NaN
      expect(Math.abs(measured - counted)).toBeLessThan(2)
      expect(measured).toBeGreaterThan(0)
    }
  })

  test('names the failure of a refused camera', async () => {
    const output = await run([
      `client.url('${pages.url}/refused').waitForElementVisible('#state')`,
      waitForText('NotAllowedError'),
    ])
    expect(verdictOf(output)).toBe('pass')
    expect(output.logs.selenium).toMatch(/\[engine\] getUserMedia failed: NotAllowedError: /)
    const { series, events } = await readLog(output)
    expect(aggregate(series.get('quality/media/getUserMediaFailures')?.points ?? []).total).toBe(1)
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'getUserMediaOnFailure',
        text: expect.stringMatching(/^NotAllowedError: ./) as string,
      }),
    )
  })

  test('has the same numbers in its result and in its log', async () => {
    const outputs = await Promise.all(
      [0, 1].map((me) =>
        run([...meet(me), 'client.pause(3000).executeAsync(done => hangUp().then(done)).pause(300)'], me),
      ),
    )
    for (const output of outputs) {
      const { series, values } = await readLog(output)
      const webrtc = Object.entries(output.metrics).filter(([path]) => path.startsWith('webrtc/'))
      expect(webrtc.length).toBeGreaterThan(30)
      const read = webrtc.map(([path, measured]) => [
        path,
        'value' in measured
          ? { value: values.get(path) }
          : { samples: series.get(path)?.points.map(({ value }) => value) },
      ])
      expect(read).toEqual(webrtc)
    }
  })
})
