import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createTransport } from 'nodemailer'
import { callPage, commandsPage, framePage } from './pages.js'

export interface PageServer {
  /** Of 127.0.0.1, so that pages may use camera and microphone. */
  readonly url: string
  close(): void
}

/** Serves the pages of the browser tests, and carries the letters of two callers to each other. */
export async function servePages(): Promise<PageServer> {
  const letters = createMailbox()
  const routes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
    '/': (_, response) => html(response, commandsPage),
    '/call': (_, response) => html(response, callPage),
    '/framed': (request, response) => html(response, framePage(addressOf(request).search)),
    '/headers': (request, response) => response.end(JSON.stringify(request.headers)),
    '/bytes': (_, response) => response.end(Buffer.alloc(100_000)),
    '/report': (_, response) =>
      response.setHeader('content-disposition', 'attachment; filename="report.txt"').end('a report'),
    '/send': (request, response) => void sendCode(addressOf(request)).then(() => html(response, 'sent')),
    '/endless': (_, response) =>
      void response.setHeader('content-disposition', 'attachment; filename="endless.txt"').write('begun'),
    '/letter': (request, response) => letters(request, response),
  }
  const server = createServer((request, response) => {
    const route = routes[addressOf(request).pathname]
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

function addressOf(request: IncomingMessage) {
  return new URL(request.url ?? '/', 'http://here')
}

function html(response: ServerResponse, page: string) {
  return response.setHeader('content-type', 'text/html').end(page)
}

/** Mails a code, as an app does to those who sign up with it. */
function sendCode({ searchParams }: URL) {
  return createTransport(searchParams.get('smtp') ?? '').sendMail({
    from: 'Shop <shop@example.com>',
    to: searchParams.get('to') ?? '',
    subject: 'Your code',
    html: '<b>4711</b>',
    text: 'It is 4711.',
  })
}

/** `POST /letter?to=x` leaves one, `GET /letter?to=x` waits for one. */
function createMailbox() {
  const waiting = new Map<string, (letter: string) => void>()
  const lying = new Map<string, string>()
  return (request: IncomingMessage, response: ServerResponse) => {
    const to = addressOf(request).searchParams.get('to') ?? ''
    if (request.method === 'GET') {
      const letter = lying.get(to)
      lying.delete(to)
      if (letter === undefined) waiting.set(to, (later) => response.end(later))
      else response.end(letter)
      return
    }
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const letter = Buffer.concat(parts).toString()
      const reader = waiting.get(to)
      waiting.delete(to)
      if (reader) reader(letter)
      else lying.set(to, letter)
      response.end()
    })
  }
}
