// The part of ws that is used here. The package has no types of its own.
declare module 'ws' {
  import type { EventEmitter } from 'node:events'

  interface WebSocketOptions {
    perMessageDeflate?: boolean
    headers?: Readonly<Record<string, string>>
    /** Milliseconds. */
    handshakeTimeout?: number | undefined
  }

  export class WebSocket extends EventEmitter {
    static readonly OPEN: number
    readonly readyState: number
    constructor(url: string, options?: WebSocketOptions)
    send(data: string): void
    /** Closes without a closing handshake. */
    terminate(): void
  }

  /** Accepts connections of HTTP servers. */
  export class WebSocketServer {
    constructor(options: { noServer: true })
    handleUpgrade(
      request: object,
      socket: object,
      head: object,
      onConnection: (socket: WebSocket) => void,
    ): void
  }
}
