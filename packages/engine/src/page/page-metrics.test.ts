import { aggregate, readPageLog } from '@loadero-test/metrics'
import { expect, test } from 'vitest'
import { fakePage } from '../../test/fake-session.js'
import { createPageMetrics, type PageMetrics } from './page-metrics.js'

type Page = ReturnType<typeof fakePage>

async function* chunksOf(text: string) {
  yield await Promise.resolve(Buffer.from(text))
}

/** The totals by path that are not 0, and the clock. */
async function totalsOf(metrics: PageMetrics) {
  metrics.stop()
  const { series } = await readPageLog(chunksOf(metrics.toLine()))
  const totals = [...series].map(([path, { points }]) => [path, aggregate(points).total] as const)
  return Object.fromEntries(totals.filter(([, total]) => total !== 0))
}

async function measure(emit: (page: Page, clock: { nowMs: number }, metrics: PageMetrics) => void) {
  const clock = { nowMs: 1_000_000 }
  const metrics = createPageMetrics(() => clock.nowMs)
  const page = fakePage()
  await metrics.watch(page.target)
  metrics.start()
  emit(page, clock, metrics)
  return totalsOf(metrics)
}

function send(page: Page, requestId: string, url = 'https://shop.example/a', more: object = {}) {
  page.emit('Network.requestWillBeSent', { requestId, request: { url }, ...more })
}

function respond(page: Page, requestId: string, status: number) {
  page.emit('Network.responseReceived', { requestId, response: { status } })
}

test.each<[string, (page: Page) => void, object]>([
  ['no request', () => {}, {}],
  ['a response', (page) => (send(page, '1'), respond(page, '1', 204)), { all: 1, '2xx': 1, '204': 1 }],
  [
    'a fault of the server',
    (page) => (send(page, '1'), respond(page, '1', 503)),
    { all: 1, '5xx': 1, '503': 1 },
  ],
  [
    'a redirect',
    (page) => {
      send(page, '1')
      send(page, '1', 'https://shop.example/b', { redirectResponse: { status: 302 } })
      respond(page, '1', 404)
    },
    { all: 2, '3xx': 1, '302': 1, '4xx': 1, '404': 1 },
  ],
  [
    'a refused connection',
    (page) => (send(page, '1'), page.emit('Network.loadingFailed', { requestId: '1' })),
    { all: 1, failed: 1 },
  ],
  [
    'a response that breaks off',
    (page) => {
      send(page, '1')
      respond(page, '1', 200)
      page.emit('Network.loadingFailed', { requestId: '1', canceled: false })
    },
    { all: 1, '2xx': 1, '200': 1, failed: 1 },
  ],
  [
    'a cancelled request',
    (page) => (send(page, '1'), page.emit('Network.loadingFailed', { requestId: '1', canceled: true })),
    { all: 1 },
  ],
  ['a request that two sessions report', (page) => (send(page, '1'), send(page, '1')), { all: 1 }],
  ['an answer without a request', (page) => respond(page, '1', 200), {}],
  [
    'a preflight',
    (page) => (
      send(page, '1', undefined, { type: 'Other', initiator: { type: 'preflight' } }),
      respond(page, '1', 200)
    ),
    {},
  ],
  ['a data URL', (page) => (send(page, '1', 'data:,x'), respond(page, '1', 200)), {}],
  [
    'an answer of a service worker',
    (page) => {
      send(page, '1')
      page.emit('Network.responseReceived', {
        requestId: '1',
        response: { status: 200, fromServiceWorker: true },
      })
      send(page, '2')
      respond(page, '2', 404)
    },
    { all: 1, '4xx': 1, '404': 1 },
  ],
  ['an unknown status', (page) => (send(page, '1'), respond(page, '1', 0)), { all: 1 }],
])('%s is counted once', async (_, emit, counts) => {
  const expected = Object.entries(counts).flatMap(([kind, count]) => [
    [`page/requests/${kind}`, count],
    [`page/requests/shop.example/${kind}`, count],
  ])
  expect(await measure(emit)).toEqual(Object.fromEntries(expected))
})

test('what two sessions report is counted once', async () => {
  const metrics = createPageMetrics(() => 1_000_000)
  const sessions = [fakePage(), fakePage()]
  for (const { target } of sessions) await metrics.watch(target)
  metrics.start()
  const inBoth = (emit: (page: Page) => void) => sessions.forEach(emit)
  inBoth((page) => send(page, '1'))
  inBoth((page) => send(page, '1', 'https://shop.example/b', { redirectResponse: { status: 302 } }))
  inBoth((page) => send(page, '1', 'https://shop.example/c', { redirectResponse: { status: 302 } }))
  inBoth((page) => respond(page, '1', 503))
  inBoth((page) => page.emit('Network.loadingFailed', { requestId: '1' }))
  const totals = await totalsOf(metrics)
  expect(totals).toMatchObject({
    'page/requests/all': 3,
    'page/requests/302': 2,
    'page/requests/503': 1,
    'page/requests/failed': 1,
  })
})

test('hosts are counted apart, the many last ones together', async () => {
  const totals = await measure((page) => {
    for (let index = 0; index < 40; index++) send(page, `${index}`, `http://h${index}.example:8080/x`)
  })
  expect(totals['page/requests/all']).toBe(40)
  expect(totals['page/requests/h29.example:8080/all']).toBe(1)
  expect(totals['page/requests/h30.example:8080/all']).toBeUndefined()
})

test('errors are counted in their second, without revoked ones', async () => {
  const metrics = createPageMetrics(() => nowMs)
  let nowMs = 5_000
  const page = fakePage()
  await metrics.watch(page.target)
  page.emit('Runtime.exceptionThrown', { exceptionDetails: { exceptionId: 1 } })
  metrics.start()
  nowMs = 7_500
  page.emit('Runtime.exceptionThrown', { exceptionDetails: { exceptionId: 2 } })
  page.emit('Runtime.exceptionThrown', { exceptionDetails: { exceptionId: 3 } })
  nowMs = 8_000
  page.emit('Runtime.exceptionRevoked', { exceptionId: 3 })
  metrics.stop()
  nowMs = 9_000
  page.emit('Runtime.exceptionThrown', { exceptionDetails: { exceptionId: 4 } })
  const { series } = await readPageLog(chunksOf(metrics.toLine()))
  expect(series.get('page/errors')?.points).toEqual([
    { atMs: 6_000, value: 0 },
    { atMs: 7_000, value: 0 },
    { atMs: 8_000, value: 1 },
  ])
})

test('a vital has its last value of each page load', async () => {
  const sendVital = (page: Page, payload: unknown) =>
    page.emit('Runtime.bindingCalled', {
      name: '__loaderoTestPageVital',
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    })
  const totals = await measure((page) => {
    sendVital(page, { name: 'LCP', id: 'a', value: 100 })
    sendVital(page, { name: 'LCP', id: 'a', value: 250 })
    sendVital(page, { name: 'LCP', id: 'b', value: 50 })
    for (const bad of ['', 'null', '7', { name: 'FID', id: 'a', value: 9 }, { name: 'INP', value: 'x' }])
      sendVital(page, bad)
  })
  expect(totals).toEqual({ 'page/vitals/lcp': 300 })
})

test('nothing is written when a script never began', () => {
  const metrics = createPageMetrics()
  metrics.stop()
  expect(metrics.toLine()).toBe('')
})
