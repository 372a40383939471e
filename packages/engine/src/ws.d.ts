// As much of ws as is used here; the package brings no types of its own.
declare module 'ws' {
  import type { EventEmitter } from 'node:events'

  export class WebSocket extends EventEmitter {
    static readonly OPEN: number
    readonly readyState: number
    constructor(url: string, options?: { perMessageDeflate?: boolean })
    send(data: string): void
  }
}
