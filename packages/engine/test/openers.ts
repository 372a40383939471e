import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

function report(way: string) {
  return `fetch('/arrived?way=${way}')`
}
function frame(way: string, attributes: string) {
  return `document.body.insertAdjacentHTML('beforeend', \`<iframe ${attributes.replaceAll('WAY', way)}></iframe>\`)`
}

/** Each way in which a page opens a window, a frame or a worker, as the code of a button. */
const codeByWay: Readonly<Record<string, string>> = {
  windowOpen: "open('/opened?way=windowOpen')",
  windowOpenNoopener: "open('/opened?way=windowOpenNoopener', '_blank', 'noopener')",
  windowOpenPopup: "open('/opened?way=windowOpenPopup', 'named', 'popup,width=300,height=200')",
  windowOpenEmpty: `open('').eval("${report('windowOpenEmpty')}")`,
  windowOpenLater:
    "{ const later = open('about:blank'); setTimeout(() => { later.location = '/opened?way=windowOpenLater' }, 50) }",
  frame: frame('frame', 'src="/opened?way=WAY"'),
  frameOtherHost: frame(
    'frameOtherHost',
    'src="${location.href.replace("127.0.0.1", "localhost").replace("/openers", "/opened?way=WAY")}"',
  ),
  frameSrcdoc: frame('frameSrcdoc', `srcdoc="<script>${report('frameSrcdoc')}<\\/script>"`),
  frameSandbox: frame('frameSandbox', 'sandbox="allow-scripts" src="/opened?way=WAY"'),
  frameNested: frame('frameNested', 'src="/nested?way=WAY"'),
  worker: "new Worker('/worker.js?way=worker')",
  moduleWorker: "new Worker('/worker.js?way=moduleWorker', { type: 'module' })",
  blobWorker: `new Worker(URL.createObjectURL(new Blob(["fetch('" + location.origin + "/arrived?way=blobWorker')"])))`,
  nestedWorker: `new Worker(URL.createObjectURL(new Blob(["new Worker('" + location.origin + "/worker.js?way=nestedWorker')"])))`,
  sharedWorker: "new SharedWorker('/worker.js?way=sharedWorker')",
  serviceWorker: "navigator.serviceWorker.register('/worker.js?way=serviceWorker')",
}
const links: Readonly<Record<string, string>> = {
  linkBlank: 'target="_blank"',
  linkOpener: 'target="_blank" rel="opener"',
  linkNamed: 'target="other"',
}
const formWay = 'formBlank'

export const waysToOpen = [...Object.keys(codeByWay), ...Object.keys(links), formWay]

const openersPage = `<!doctype html><title>openers</title>
${Object.entries(links)
  .map(([way, attributes]) => `<a id="${way}" href="/opened?way=${way}" ${attributes}>${way}</a>`)
  .join('\n')}
<form action="/opened" target="_blank"><input type="hidden" name="way" value="${formWay}"><button id="${formWay}">${formWay}</button></form>
<div></div>
<script>
${Object.entries(codeByWay)
  .map(
    ([way, code]) =>
      `document.querySelector('div').append(Object.assign(document.createElement('button'), { id: '${way}', textContent: '${way}', onclick() { ${code} } }))`,
  )
  .join('\n')}
</script>`

/** Serves a page with a button for each way; what was opened reports to `/arrived`, and `/wait` waits for that. */
export async function serveOpeners() {
  const arrived = new Set<string>()
  const waiting = new Map<string, () => void>()
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here')
    const way = searchParams.get('way') ?? ''
    const script = report(way)
    response.setHeader('access-control-allow-origin', '*')
    if (pathname === '/wait' && !arrived.has(way)) return void waiting.set(way, () => response.end())
    if (pathname === '/arrived') {
      arrived.add(way)
      waiting.get(way)?.()
    }
    const isScript = pathname === '/worker.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    if (isScript) return response.end(script)
    if (pathname === '/openers') return response.end(openersPage)
    if (pathname === '/nested') return response.end(`<iframe src="/opened?way=${way}"></iframe>`)
    return response.end(`<!doctype html><title>${way}</title><script>${script}</script>`)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/openers`, arrived, close }
}
