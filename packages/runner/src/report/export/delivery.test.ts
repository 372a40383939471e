import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { aSummary, aTest, aTestResult } from '../../../test/examples.js'
import { hostileSummary } from '../../../test/hostile-texts.js'
import { sessions } from '../../../test/sessions.js'
import type { Summary } from '../../model/session.js'
import { pointsOf } from '../points.js'
import { type ChatOptions, chatReporter } from './chat.js'

/** A server that keeps the bodies that it receives. */
async function aReceiver(status = 200) {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    void request.toArray().then((chunks) => {
      bodies.push(Buffer.concat(chunks as Buffer[]).toString())
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/T0P-S3CRET` }
}

async function aChat(options: Partial<ChatOptions> & { readonly status?: number } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'chat-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const { bodies, url } = await aReceiver(options.status)
  const warnings: string[] = []
  const reporter = chatReporter({
    service: 'webhook',
    url,
    stateFile: join(directory, 'state.json'),
    warn: (message) => void warnings.push(message),
    ...options,
  })
  return { bodies, url, warnings, reporter }
}

test.each(['slack', 'teams', 'webhook'] as const)('posts a failed session to %s', async (service) => {
  const { bodies, reporter } = await aChat({ service })
  await reporter.onEnd?.(sessions['failed-by-script'])
  expect(JSON.parse(bodies[0] ?? '')).toMatchSnapshot()
})

test.each([
  ['failure', ['1', '1']],
  ['change', ['1', '0']],
  ['always', ['0', '1', '1', '0', '0']],
] as const)('posts on %s', async (on, expected) => {
  const { bodies, reporter } = await aChat({ on })
  const { passed, 'failed-by-script': failed } = sessions
  for (const summary of [passed, failed, failed, passed, passed]) await reporter.onEnd?.(summary)
  const codes = bodies.map((body) => String((JSON.parse(body) as { exit: { code: number } }).exit.code))
  expect(codes).toEqual(expected)
})

test.each([500, 404])('an answer %i is a warning without the address', async (status) => {
  const { url, warnings, reporter } = await aChat({ status })
  await reporter.onEnd?.(sessions['failed-by-script'])
  expect(warnings).toEqual([`The message to webhook was not sent: it answered ${status}`])
  expect(warnings.join('')).not.toContain(url)
})

test('an unreachable address is a warning without the address', async () => {
  const { warnings, reporter } = await aChat({ url: 'http://127.0.0.1:1/T0P-S3CRET' })
  await reporter.onEnd?.(sessions['failed-by-script'])
  expect(warnings).toHaveLength(1)
  expect(warnings.join('')).not.toContain('S3CRET')
})

test('messages are bounded and make no mention', async () => {
  const { bodies, reporter } = await aChat({ service: 'slack', on: 'always' })
  const teams = await aChat({ service: 'teams', on: 'always' })
  const tests = Array.from({ length: 5_000 }, (_, index) =>
    aTestResult({
      ...sessions['failed-by-script'].tests[0],
      test: aTest(`<!channel> ${index}${'x'.repeat(900)}`),
    }),
  )
  const large = aSummary({ tests, exit: { code: 1, reason: '5000 tests failed' } })
  await reporter.onEnd?.(large)
  await teams.reporter.onEnd?.(large)
  await fc.assert(
    fc.asyncProperty(hostileSummary, async (summary) => {
      await reporter.onEnd?.(summary)
      await teams.reporter.onEnd?.(summary)
    }),
    { numRuns: 30 },
  )
  const slackSchema = z.object({
    text: z.string().max(3_000),
    blocks: z.array(z.object({ text: z.object({ text: z.string().min(1).max(3_000) }) })).max(50),
  })
  for (const body of bodies) {
    const { blocks } = slackSchema.parse(JSON.parse(body))
    for (const { text } of blocks) expect(text.text).not.toMatch(/<(?!http[^<>]*\|Build>$)/)
  }
  for (const body of teams.bodies) expect(Buffer.byteLength(body)).toBeLessThan(28_000)
})

const attributes = z.array(
  z.object({
    key: z.string(),
    value: z.union([
      z.strictObject({ stringValue: z.string() }),
      z.strictObject({ boolValue: z.boolean() }),
      z.strictObject({ intValue: z.number() }),
    ]),
  }),
)

/** What a collector accepts of a request in JSON: gauges with times in nanoseconds as text. */
const metricsRequest = z.object({
  resourceMetrics: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeMetrics: z.array(
        z.object({
          metrics: z.array(
            z.object({
              name: z.string().regex(/^[a-z][\w./-]{0,254}$/i),
              unit: z.string().max(63),
              gauge: z.object({
                dataPoints: z.array(
                  z.object({
                    attributes,
                    timeUnixNano: z.string().regex(/^\d+$/),
                    asDouble: z.number().optional(),
                    asInt: z.number().optional(),
                  }),
                ),
              }),
            }),
          ),
        }),
      ),
    }),
  ),
})

/** Sends a session from a process of its own, because the conditions of this one resolve other builds of the packages. */
async function sendMetrics(summary: Summary, url: string): Promise<string> {
  const built = new URL('../../../dist/report/export/otlp.js', import.meta.url)
  const code = `
    const { otlpReporter } = await import(${JSON.stringify(built.href)})
    const reporter = otlpReporter({ url: process.argv[1], warn: (message) => console.log(message) })
    await reporter.onEnd(JSON.parse(process.argv[2]))`
  const args = ['--input-type=module', '--eval', code, url, JSON.stringify(summary)]
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  return stdout
}

test('an OpenTelemetry collector receives every number with its time', async () => {
  const { bodies, url } = await aReceiver()
  const summary = sessions['failed-by-expectation']
  expect(await sendMetrics(summary, url)).toBe('')
  const { resourceMetrics } = metricsRequest.parse(JSON.parse(bodies[0] ?? ''))
  const metrics = resourceMetrics.flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap((scope) => scope.metrics),
  )
  const received = metrics.flatMap(({ name, gauge }) =>
    gauge.dataPoints.map(
      ({ asDouble, asInt, timeUnixNano }) => `${name} ${asDouble ?? asInt} ${Number(timeUnixNano) / 1e6}`,
    ),
  )
  const sent = [...pointsOf(summary)].map(
    ({ metric, value, atMs }) => `loadero.${metric.replaceAll('/', '.')} ${value} ${atMs}`,
  )
  expect(received.toSorted()).toEqual(sent.toSorted())
  expect(metrics.find(({ name }) => name === 'loadero.check.value')?.unit).toBe('ms')
})

test('a collector that refuses the metrics is a warning', async () => {
  const { url } = await aReceiver(400)
  expect(await sendMetrics(sessions.passed, url)).toMatch(
    /^The metrics were not sent to the OpenTelemetry collector: Bad Request/,
  )
})
