import { EventEmitter } from 'node:events'
import { WebSocket } from 'ws'
import type { CdpEvents, CdpResult } from './protocol.js'

/** One end of the Chrome DevTools Protocol: the browser itself, or one of its targets. */
export interface CdpSession {
  /** Rejects with the browser's own words, or when the connection has gone. */
  send<M extends string>(method: M, params?: object): Promise<CdpResult<M>>
  on<E extends keyof CdpEvents>(event: E, listener: (params: CdpEvents[E]) => void): void
}

export interface Cdp extends CdpSession {
  /** Resolves when the connection has gone. */
  readonly closed: Promise<void>
  close(): void
  /** The target behind a session id of `Target.attachedToTarget`. */
  session(id: string): CdpSession
}

interface Message {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

interface Call {
  readonly method: string
  readonly resolve: (result: never) => void
  readonly reject: (error: Error) => void
}

export interface CdpOptions {
  /** Of the request that opens the connection. */
  readonly headers?: Readonly<Record<string, string>>
  /** For opening it; without, as long as it takes. */
  readonly timeoutMs?: number
}

/** Connects to a browser's DevTools endpoint, with one connection for all of its targets. */
export async function connectCdp(url: string, options: CdpOptions = {}): Promise<Cdp> {
  const socket = await openSocket(url, options)
  const events = new EventEmitter().setMaxListeners(0)
  const calls = new Map<number, Call>()
  let lastId = 0

  const session = (sessionId?: string): CdpSession => ({
    send: (method, params = {}) =>
      new Promise((resolve, reject) => {
        if (socket.readyState !== WebSocket.OPEN) return reject(lost(method))
        const id = ++lastId
        calls.set(id, { method, resolve, reject })
        socket.send(JSON.stringify({ id, method, params, sessionId }))
      }),
    on: (event, listener) => void events.on(eventKey(sessionId, event), listener),
  })

  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Message
    if (message.id === undefined) events.emit(eventKey(message.sessionId, message.method), message.params)
    else settle(calls, message.id, message)
  })
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()))
  void closed.then(() => {
    for (const call of calls.values()) call.reject(lost(call.method))
    calls.clear()
  })
  return { ...session(), session, closed, close: () => socket.terminate() }
}

function openSocket(url: string, { headers = {}, timeoutMs }: CdpOptions): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false, headers, handshakeTimeout: timeoutMs })
    socket.once('open', () => resolve(socket))
    // Stays for good: an error after opening is followed by a close, which says all we need.
    socket.on('error', reject)
  })
}

function settle(calls: Map<number, Call>, id: number, message: Message): void {
  const call = calls.get(id)
  calls.delete(id)
  if (message.error) call?.reject(new Error(`${call.method}: ${message.error.message}`))
  else call?.resolve(message.result as never)
}

function eventKey(sessionId: string | undefined, method: string | undefined) {
  return `${sessionId ?? ''}:${method}`
}

function lost(method: string) {
  return new Error(`${method}: the browser has gone`)
}
