import type { WorkerMessage } from './protocol.js'

export type Reply = Extract<WorkerMessage, { kind: 'reply' }>

/** A message wakes the main thread, which costs as much as loading a small file, so replies wait for others. */
const maxDelayMs = 20

// The code of authors may replace globals.
const { setTimeout: later } = globalThis
const now = performance.now.bind(performance)

/** Replies that wait to be sent. The thread has not been compared since the first of them. */
export class ReplyBatch {
  readonly #post: (messages: readonly WorkerMessage[]) => void
  readonly #readChanges: () => readonly string[]
  #replies: Reply[] = []
  #sentAt = now()

  constructor(post: (messages: readonly WorkerMessage[]) => void, readChanges: () => readonly string[]) {
    this.#post = post
    this.#readChanges = readChanges
  }

  readonly isEmpty = () => this.#replies.length === 0

  readonly isDue = () => now() - this.#sentAt >= maxDelayMs

  add(reply: Reply): void {
    // The next file may wait for long.
    if (this.isEmpty()) later(() => this.send(), maxDelayMs).unref()
    // Code of an author may replace `push`.
    this.#replies[this.#replies.length] = reply
  }

  /** Sends the replies, unless code has changed the thread. */
  send(): boolean {
    if (this.isEmpty()) return true
    if (this.#readChanges().length > 0) return false
    this.#send(this.#replies)
    return true
  }

  /** Sends the replies, and one after which the thread has been compared. */
  sendWith(reply: Reply): void {
    this.#replies[this.#replies.length] = reply
    this.#send(this.#replies)
  }

  /** Sends no reply: one of several files has changed the thread, and the others may have seen it. */
  discardWith(id: number): void {
    const mixed: WorkerMessage[] = []
    for (let index = 0; index < this.#replies.length; index++)
      mixed[index] = { kind: 'mixed', id: (this.#replies[index] as Reply).id }
    mixed[mixed.length] = { kind: 'mixed', id }
    this.#send(mixed)
  }

  #send(messages: readonly WorkerMessage[]): void {
    this.#post(messages)
    this.#replies = []
    this.#sentAt = now()
  }
}
