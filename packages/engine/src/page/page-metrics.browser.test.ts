import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { aggregate, readPageLog } from '@loadero-test/metrics'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createTestContext, hasBrowser, runScript, verdictOf } from '../../test/engine-context.js'

/** Pages by path: `/` has requests and errors of each kind, `/slow` paints late, shifts and has a slow button. */
const pages: Readonly<Record<string, (other: string) => string>> = {
  '/': (other) => `<!doctype html><title>facts</title><p id="state">busy</p><script type="module">
const get = (url, options) => fetch(url, options).catch(() => {})
await get('/missing')
await get('/broken')
await get('/moved')
await get('${other}/broken', { mode: 'no-cors' })
await get('${other}/broken', { headers: { 'x-room': 'demo' } })
await get('http://127.0.0.1:1/')
const controller = new AbortController()
setTimeout(() => controller.abort(), 100)
await get('/hanging', { signal: controller.signal })
const late = Promise.reject(new Error('handled late'))
setTimeout(() => late.catch(() => {}), 300)
Promise.reject(new Error('never handled'))
setTimeout(() => { document.querySelector('#state').textContent = 'done'; throw new Error('thrown') }, 600)
</script>`,
  '/worker': () => `<!doctype html><title>worker</title><p id="state">busy</p><script type="module">
await navigator.serviceWorker.register('/service-worker.js')
await navigator.serviceWorker.ready
if (!navigator.serviceWorker.controller)
  await new Promise((resolve) => { navigator.serviceWorker.oncontrollerchange = resolve })
await fetch('/passed-on')
await fetch('/answered')
navigator.serviceWorker.controller.postMessage('throw')
setTimeout(() => { document.querySelector('#state').textContent = 'done' }, 500)
</script>`,
  '/slow':
    () => `<!doctype html><title>slow</title><button>press</button><p id="state">busy</p><h1 hidden>late</h1><script>
setTimeout(() => {
  const heading = document.querySelector('h1')
  heading.hidden = false
  heading.style = 'font-size: 200px'
  document.body.prepend(heading)
}, 700)
document.querySelector('button').onclick = () => {
  for (const end = Date.now() + 300; Date.now() < end; );
  document.querySelector('#state').textContent = 'pressed'
}
</script>`,
}

const serviceWorker = `onactivate = (event) => event.waitUntil(clients.claim())
addEventListener('fetch', (event) => {
  if (event.request.url.endsWith('/passed-on')) event.respondWith(fetch(event.request))
  if (event.request.url.endsWith('/answered')) event.respondWith(new Response('own'))
})
onmessage = () => { throw new Error('in the worker') }
`

async function serve(other = '') {
  const server = createServer(({ url = '' }, response) => {
    const page = pages[url]
    if (page) response.setHeader('content-type', 'text/html').end(page(other))
    else if (url === '/service-worker.js')
      response.setHeader('content-type', 'text/javascript').end(serviceWorker)
    else if (url === '/moved') response.writeHead(302, { location: '/missing' }).end()
    else if (url !== '/hanging') response.writeHead(url === '/broken' ? 500 : 404).end()
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function* chunksOf(text: string) {
  yield await Promise.resolve(Buffer.from(text))
}

describe.skipIf(!hasBrowser())('the metrics of real pages', () => {
  let engine: Awaited<ReturnType<typeof createTestContext>>
  beforeAll(async () => {
    engine = await createTestContext()
  })
  afterAll(() => engine.close())

  const readPages = (script: string) =>
    runScript(engine.context, script, async (output) => {
      expect(verdictOf(output)).toBe('pass')
      const { series } = await readPageLog(chunksOf(output.logs.browser ?? ''))
      return (path: string) => {
        const points = series.get(path)?.points
        return points && aggregate(points)
      }
    })

  test('count errors and requests by host and status', async () => {
    const other = await serve()
    const own = await serve(`http://${other}`)
    const read = await readPages(`client => {
      client.url('http://${own}/').waitForElementVisible('#state')
      client.expect.element('#state').text.to.equal('done').before(60000)
      client.pause(300)
    }`)
    const total = (path: string) => read(path)?.total
    expect(total('page/errors')).toBe(2)
    const kinds = ['all', 'failed', '2xx', '3xx', '4xx', '5xx']
    expect(kinds.map((kind) => total(`page/requests/${own}/${kind}`))).toEqual([6, 0, 1, 1, 2, 1])
    // The second one needs a preflight, which the server refuses.
    expect(kinds.map((kind) => total(`page/requests/${other}/${kind}`))).toEqual([2, 1, 0, 0, 0, 1])
    expect([302, 404, 500].map((status) => total(`page/requests/${own}/${status}`))).toEqual([1, 2, 1])
    expect([404, 500].map((status) => total(`page/requests/${status}`))).toEqual([2, 2])
    expect(total('page/requests/127.0.0.1:1/failed')).toBe(1)
    expect(total('page/requests/failed')).toBe(2)
    expect(total('page/requests/all')).toBe(9)
    expect(total('page/requests/elsewhere.example/all')).toBeUndefined()
  })

  test('of a service worker are counted once', async () => {
    const own = await serve()
    const read = await readPages(`client => {
      client.url('http://${own}/worker').waitForElementVisible('#state')
      client.expect.element('#state').text.to.equal('done').before(60000)
    }`)
    const total = (path: string) => read(path)?.total
    // The page, the code of the worker, and what it passes on.
    expect(total('page/requests/all')).toBe(3)
    expect(['2xx', '4xx'].map((kind) => total(`page/requests/${own}/${kind}`))).toEqual([2, 1])
    expect(total('page/errors')).toBe(1)
  })

  test('have the vitals of each page load', async () => {
    const own = await serve()
    const read = await readPages(`client => {
      client.url('http://${own}/slow').waitForElementVisible('h1', 60000).pause(500).click('button')
      client.expect.element('#state').text.to.equal('pressed').before(60000)
      client.pause(500).url('http://${own}/').pause(1000)
    }`)
    expect(read('page/vitals/lcp')?.max).toBeGreaterThan(650)
    expect(read('page/vitals/cls')?.max).toBeGreaterThan(0.01)
    expect(read('page/vitals/inp')?.max).toBeGreaterThan(280)
    expect(read('page/vitals/fcp')?.max).toBeGreaterThan(0)
    expect(read('page/vitals/ttfb')?.max).toBeGreaterThan(0)
  })
})
