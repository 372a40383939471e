import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createTransport } from 'nodemailer'
import { callPage, commandsPage, framePage, pausesPage, refusedPage } from './pages.js'

export interface PageServer {
  /** On 127.0.0.1, so that pages may use camera and microphone. */
  readonly url: string
  close(): void
}

/** Serves the pages of the browser tests, and the signaling between two callers. */
export async function servePages(): Promise<PageServer> {
  const handleSignal = createSignaling()
  const routes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
    '/': (_, response) => sendHtml(response, commandsPage),
    '/call': (_, response) => sendHtml(response, callPage),
    '/framed': (request, response) => sendHtml(response, framePage(urlOf(request).search)),
    '/pauses': (_, response) => sendHtml(response, pausesPage),
    '/refused': (_, response) =>
      sendHtml(response.setHeader('permissions-policy', 'camera=(), microphone=()'), refusedPage),
    '/headers': (request, response) => response.end(JSON.stringify(request.headers)),
    '/bytes': (_, response) => response.end(Buffer.alloc(100_000)),
    '/report': (_, response) =>
      response.setHeader('content-disposition', 'attachment; filename="report.txt"').end('a report'),
    '/send': (request, response) => void sendCode(urlOf(request)).then(() => sendHtml(response, 'sent')),
    // Never answers.
    '/hanging': () => {},
    '/endless': (_, response) =>
      void response.setHeader('content-disposition', 'attachment; filename="endless.txt"').write('started'),
    '/signal': (request, response) => handleSignal(request, response),
  }
  const server = createServer((request, response) => {
    const route = routes[urlOf(request).pathname]
    if (route) route(request, response)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

function urlOf(request: IncomingMessage) {
  return new URL(request.url ?? '/', 'http://here')
}

function sendHtml(response: ServerResponse, page: string) {
  return response.setHeader('content-type', 'text/html').end(page)
}

/** Mails a code, as an app does at sign-up. */
function sendCode({ searchParams }: URL) {
  return createTransport(searchParams.get('smtp') ?? '').sendMail({
    from: 'Shop <shop@example.com>',
    to: searchParams.get('to') ?? '',
    subject: 'Your code',
    html: '<b>4711</b>',
    text: 'It is 4711.',
  })
}

/** `POST /signal?to=x` leaves a message, `GET /signal?to=x` waits for one. */
function createSignaling() {
  const waiting = new Map<string, (message: string) => void>()
  const unread = new Map<string, string>()
  return (request: IncomingMessage, response: ServerResponse) => {
    const to = urlOf(request).searchParams.get('to') ?? ''
    if (request.method === 'GET') {
      const message = unread.get(to)
      unread.delete(to)
      if (message === undefined) waiting.set(to, (next) => response.end(next))
      else response.end(message)
      return
    }
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const message = Buffer.concat(parts).toString()
      const reader = waiting.get(to)
      waiting.delete(to)
      if (reader) reader(message)
      else unread.set(to, message)
      response.end()
    })
  }
}
