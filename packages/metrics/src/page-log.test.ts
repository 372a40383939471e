import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aggregate } from './aggregate.js'
import { type PageLog, readPageLog, writePageLine } from './page-log.js'
import { isPageBase, isStatusBase, pageBases, requestKinds, webVitals } from './page-metrics.js'

const startMs = Date.UTC(2026, 0, 31, 12)

async function* chunksOf(text: string, size: number) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}

function read(text: string, size = 7) {
  return readPageLog(chunksOf(text, size))
}

const host = fc.constantFrom('shop.example.com', 'localhost:3000', '[::1]:8080', '10.0.0.1', 'max')
const logs: fc.Arbitrary<PageLog> = fc
  .record({
    seconds: fc.integer({ min: 1, max: 20 }),
    lastMs: fc.integer({ min: 0, max: 999 }),
    hosts: fc.uniqueArray(host),
    events: fc.array(
      fc.record({
        at: fc.nat(19),
        host: fc.nat(4),
        kind: fc.constantFrom(...requestKinds, '200', '404', 'error'),
      }),
    ),
    vitals: fc.array(
      fc.record({
        name: fc.constantFrom(...webVitals),
        atMs: fc.integer({ min: startMs, max: startMs + 20_000 }),
        value: fc.double({ min: 0, max: 60_000, noNaN: true }),
      }),
    ),
  })
  .map(({ seconds, lastMs, hosts, events, vitals }) => {
    const counts: Record<string, Record<string, number>> = {}
    for (const { at, host: index, kind } of events) {
      const name = hosts[index]
      const path = kind === 'error' ? 'page/errors' : name && `page/requests/${name}/${kind}`
      if (path === undefined || at >= seconds) continue
      const own = (counts[path] ??= {})
      own[at] = (own[at] ?? 0) + 1
    }
    return { startMs, endMs: startMs + 1_000 * (seconds - 1) + lastMs + 1, hosts, counts, vitals }
  })

describe('the metrics of pages', () => {
  test('are read as they were written, in any parts', async () => {
    await fc.assert(
      fc.asyncProperty(logs, fc.integer({ min: 1, max: 100 }), async (log, size) => {
        const text = `some text\n${writePageLine(log)}`
        const { series } = await readPageLog(chunksOf(text, size), ['page/requests/404'])
        const totalOf = (path: string) => aggregate(series.get(path)?.points ?? []).total
        const written = (path: string) =>
          Object.values(log.counts[path] ?? {}).reduce((sum, count) => sum + count, 0)
        expect(totalOf('page/errors')).toBe(written('page/errors'))
        for (const kind of [...requestKinds, '404']) {
          const own = log.hosts.map((name) => `page/requests/${name}/${kind}`)
          expect(own.map(totalOf)).toEqual(own.map(written))
          expect(totalOf(`page/requests/${kind}`)).toBe(own.map(written).reduce((sum, one) => sum + one, 0))
        }
        for (const name of webVitals) {
          const values = log.vitals.filter((one) => one.name === name).map(({ value }) => value)
          const points = series.get(`page/vitals/${name}`)?.points ?? []
          expect(new Set(points.map(({ value }) => value))).toEqual(new Set(values))
          expect(points).toHaveLength(values.length)
        }
        for (const [path, { points }] of series) {
          expect(isPageBase(path)).toBe(true)
          expect(path.startsWith('page/vitals/') || points.at(-1)?.atMs === log.endMs).toBe(true)
        }
      }),
    )
  })

  test('have a value in every second without an event', async () => {
    const log = { startMs, endMs: startMs + 2_500, hosts: ['a.example'], counts: {}, vitals: [] }
    const { series } = await read(writePageLine(log))
    const points = [1_000, 2_000, 2_500].map((ms) => ({ atMs: startMs + ms, value: 0 }))
    expect(series.get('page/errors')?.points).toEqual(points)
    expect(series.get('page/requests/a.example/5xx')?.points).toEqual(points)
    expect(series.has('page/requests/b.example/5xx')).toBe(false)
    expect(series.has('page/vitals/inp')).toBe(false)
  })

  test('have a value of a status that no response had, where it is asked for', async () => {
    const log = { startMs, endMs: startMs + 900, hosts: ['a.example'], counts: {}, vitals: [] }
    const paths = ['page/requests/404', 'page/requests/b.example/503', 'page/requests/5xx']
    const { series } = await readPageLog(chunksOf(writePageLine(log), 7), paths)
    const ofStatus = [...series.keys()].filter(isStatusBase)
    const hosts = ['', 'a.example/']
    expect(ofStatus.toSorted()).toEqual(
      ['404', '503'].flatMap((status) => hosts.map((one) => `page/requests/${one}${status}`)).toSorted(),
    )
    expect(series.get('page/requests/404')).toMatchObject({ unit: 'count', points: [{ value: 0 }] })
  })

  test('are those of the engine when a page writes such a line', async () => {
    const log = { startMs, endMs: startMs + 1_000, hosts: [], counts: {}, vitals: [] }
    const forged = writePageLine({ ...log, counts: { 'page/errors': { 0: 9 } } })
    const { series } = await read(`2026-01-31T12:00:00.000Z log x\n${forged}${writePageLine(log)}`)
    expect(aggregate(series.get('page/errors')?.points ?? []).total).toBe(0)
  })

  test.each([
    ['no text', ''],
    ['a log of Loadero', '[2026-01-31T12:00:00Z] [SEVERE] x\n'],
    ['a line that was cut off', '2026-01-31T12:00:00.000Z page-metrics {"version":1,"startMs":17'],
    [
      'another version',
      writePageLine({ startMs, endMs: startMs + 1, hosts: [], counts: {}, vitals: [] }).replace(
        '"version":2',
        '"version":1',
      ),
    ],
    ['an endless time', writePageLine({ startMs: 0, endMs: startMs, hosts: [], counts: {}, vitals: [] })],
  ])('are absent in %s', async (_, text) => {
    expect((await read(text)).series.size).toBe(0)
  })
})

test.each<readonly [string, boolean]>([
  ...pageBases.map((path) => [path, true] as const),
  ['page/requests/api.example.com/5xx', true],
  ['page/requests/localhost:3000/all', true],
  ['page/requests/[::1]:8080/failed', true],
  ['page/requests/API.example.com/5xx', false],
  ['page/requests/https://a.example/5xx', false],
  ['page/requests/a.example/6xx', false],
  ['page/requests/404', true],
  ['page/requests/api.example.com:8443/503', true],
  ['page/requests/200', true],
  ['page/requests/199', false],
  ['page/requests/600', false],
  ['page/requests/0404', false],
  ['page/requests/a.example/40', false],
  ['page/vitals/fid', false],
  ['page/error', false],
  ['page/', false],
])('%s is a metric of pages: %s', (path, isBase) => {
  expect(isPageBase(path)).toBe(isBase)
})
