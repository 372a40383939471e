import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a page keeps, and what it finds of it: all of it belongs to one participant. */
const page = `<!doctype html><title>isolation</title><a id="download">download</a><script>
window.keep = async (owner) => {
  document.cookie = 'owner=' + owner + '; max-age=3600'
  for (const storage of [localStorage, sessionStorage]) storage.setItem('owner', owner)
  await new Promise((done) => (indexedDB.open(owner).onsuccess = done))
  await caches.open(owner)
  await navigator.serviceWorker.register('/worker.js')
  await navigator.serviceWorker.ready
  document.querySelector('#download').href = '/report?of=' + owner
}
// Without a position, it answers late, or waits for an answer of the user.
const position = () =>
  new Promise((done) => {
    navigator.geolocation.getCurrentPosition(({ coords }) => done(coords.latitude), () => done(null))
    setTimeout(done, 5_000, null)
  })
window.find = async () => {
  const read = async (path) => (await fetch(path)).text()
  return {
    cookies: document.cookie,
    'local storage': localStorage.getItem('owner'),
    'session storage': sessionStorage.getItem('owner'),
    'indexed databases': (await indexedDB.databases()).map(({ name }) => name).join(),
    'cache storage': (await caches.keys()).join(),
    'service workers': (await navigator.serviceWorker.getRegistrations()).length,
    'HTTP authentication': (await fetch('/private')).status,
    'HTTP cache': await read('/cached'),
    'request headers': JSON.parse(await read('/headers'))['x-who'] ?? null,
    'user agent': navigator.userAgent,
    'window size': innerWidth,
    'time zone': new Intl.DateTimeFormat().resolvedOptions().timeZone,
    'Japanese locale': new Intl.NumberFormat().resolvedOptions().locale === 'ja-JP',
    position: await position(),
    permissions: (await navigator.permissions.query({ name: 'notifications' })).state === 'granted',
    focus: document.hasFocus(),
    visibility: document.visibilityState,
  }
}
</script>`

/** Serves a page that keeps and finds things, and lets participants wait for each other. */
export async function serveIsolation() {
  const waiting = new Map<string, () => void>()
  const open = new Set<string>()
  const opened = new Set<string>()
  let cached = 0
  const server = createServer(({ url = '/', headers }, response) => {
    const { pathname, searchParams, search } = new URL(url, 'http://here')
    const of = searchParams.get('of')
    if (pathname === '/wait') {
      // Two participants meet at each point.
      const first = waiting.get(search)
      waiting.delete(search)
      if (first) {
        first()
        response.end('met')
      } else waiting.set(search, () => response.end('met'))
    } else if (pathname === '/worker.js') response.setHeader('content-type', 'text/javascript').end('')
    else if (pathname === '/cached') response.setHeader('cache-control', 'max-age=3600').end(`${++cached}`)
    else if (pathname === '/headers') response.end(JSON.stringify(headers))
    else if (pathname === '/private' && headers.authorization === undefined) {
      // A full browser would ask for a password when a page's request is challenged.
      const isVisit = headers['sec-fetch-mode'] === 'navigate'
      response.writeHead(401, isVisit ? { 'www-authenticate': 'Basic realm="private"' } : {}).end()
    } else if (pathname === '/report')
      response.setHeader('content-disposition', `attachment; filename="${of}.txt"`).end(of)
    else if (pathname === '/open') {
      // A page is open as long as its request is.
      open.add(search)
      opened.add(search)
      response.on('close', () => open.delete(search))
    } else response.setHeader('content-type', 'text/html').end(page)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Of pages that have requested `/open?…` and not gone since. */
    open,
    /** Of all pages that have requested it. */
    opened,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
