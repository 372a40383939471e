import { EventEmitter } from 'node:events'
import { WebSocket } from 'ws'
import type { CdpEvents, CdpResult } from './protocol.js'

/** One end of the Chrome DevTools Protocol: the browser itself, or one of its targets. */
export interface CdpSession {
  /** Rejects with the browser's error message, or when the connection has closed. */
  send<M extends string>(method: M, params?: object): Promise<CdpResult<M>>
  on<E extends keyof CdpEvents>(event: E, listener: (params: CdpEvents[E]) => void): void
}

export interface Cdp extends CdpSession {
  /** Resolves when the connection has closed. */
  readonly closed: Promise<void>
  close(): void
  /** The target behind a session id of `Target.attachedToTarget`. */
  session(id: string): CdpSession
}

interface CdpMessage {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

export interface CdpOptions {
  /** Headers of the request that opens the connection. */
  readonly headers?: Readonly<Record<string, string>>
  /** Limit for opening the connection. Default: none. */
  readonly timeoutMs?: number
}

/** Connects to a browser's DevTools endpoint, with one connection for all of its targets. */
export async function connectCdp(url: string, { headers = {}, timeoutMs }: CdpOptions = {}): Promise<Cdp> {
  const socket = new WebSocket(url, { perMessageDeflate: false, headers, handshakeTimeout: timeoutMs })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    // Never removed: an error after opening is followed by a close, which is handled.
    socket.on('error', reject)
  })
  const events = new EventEmitter().setMaxListeners(0)
  const calls = new Map<
    number,
    { method: string; resolve: (result: never) => void; reject: (error: Error) => void }
  >()
  let lastId = 0
  const eventKey = (sessionId = '', method = '') => `${sessionId}:${method}`
  const connectionError = (method: string) => new Error(`${method}: the browser has gone`)

  const session = (sessionId?: string): CdpSession => ({
    send: (method, params = {}) =>
      new Promise((resolve, reject) => {
        if (socket.readyState !== WebSocket.OPEN) return reject(connectionError(method))
        const id = ++lastId
        calls.set(id, { method, resolve, reject })
        socket.send(JSON.stringify({ id, method, params, sessionId }))
      }),
    on: (event, listener) => void events.on(eventKey(sessionId, event), listener),
  })

  socket.on('message', (data) => {
    const { id, sessionId, method, params, result, error } = JSON.parse(String(data)) as CdpMessage
    if (id === undefined) {
      events.emit(eventKey(sessionId, method), params)
      return
    }
    const call = calls.get(id)
    calls.delete(id)
    if (error) call?.reject(new Error(`${call.method}: ${error.message}`))
    else call?.resolve(result as never)
  })
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()))
  void closed.then(() => {
    for (const call of calls.values()) call.reject(connectionError(call.method))
    calls.clear()
  })
  return { ...session(), session, closed, close: () => socket.terminate() }
}
