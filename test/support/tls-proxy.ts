import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request as sendRequest } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whether no certificate can be made here. */
export function noOpenssl(): boolean {
  return spawnSync('openssl', ['version']).status !== 0
}

/** A server with TLS in front of another one. */
export interface TlsProxy {
  /** With the credentials of the other one. */
  readonly url: string
  /** Its certificate, which no other authority has signed. */
  readonly certificateFile: string
  readonly stop: () => Promise<void>
}

/** Starts a server on 127.0.0.1 that forwards requests and WebSockets to another one there. */
export async function startTlsProxy(target: string): Promise<TlsProxy> {
  const directory = await mkdtemp(join(tmpdir(), 'loadero-test-'))
  const [keyFile, certificateFile] = [join(directory, 'key.pem'), join(directory, 'cert.pem')]
  const { status, stderr } = spawnSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=grid',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-keyout',
      keyFile,
      '-out',
      certificateFile,
    ],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
  const { hostname, port, username, password } = new URL(target)
  const server = createServer({ key: await readFile(keyFile), cert: await readFile(certificateFile) })
  server.on('request', (request, response) => {
    const { method, url: path, headers } = request
    const forwarded = sendRequest({ hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    forwarded.on('error', () => response.destroy())
    request.pipe(forwarded)
  })
  server.on('upgrade', ({ url, rawHeaders }, socket, head) => {
    const other = connect(Number(port), hostname)
    const lines = Array.from({ length: rawHeaders.length / 2 }, (_, index) =>
      rawHeaders.slice(2 * index, 2 * index + 2).join(': '),
    )
    other.write(`GET ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    other.write(head)
    for (const [from, to] of [
      [socket, other],
      [other, socket],
    ] as const)
      from.on('error', () => to.destroy()).pipe(to)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `https://${username}:${password}@127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificateFile,
    async stop() {
      server.closeAllConnections()
      server.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
