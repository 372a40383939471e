import { randomBytes } from 'node:crypto'
import type { ReceivedEmail } from './email.js'

/** The mailboxes of one participant. */
export interface MailboxRegistry {
  /** Opens a mailbox and returns its address; throws on a prefix that an address cannot begin with. */
  open(prefix: string): string
  /**
   * Resolves with the oldest unread message. Rejects when none arrives in time, and when the address is not this
   * participant's.
   */
  receive(address: string): Promise<ReceivedEmail>
  /** The same with all other unread messages, in the order of their arrival. */
  receiveAll(address: string): Promise<readonly ReceivedEmail[]>
  /** Closes all mailboxes; later messages to them are refused. */
  close(): void
}

/** Where messages for all participants arrive. */
export interface MailRouter {
  openMailboxes(): MailboxRegistry
  /** Whether a mailbox has that address and is not full. */
  accepts(address: string): boolean
  /** Puts a message into its mailbox; a message without a mailbox is dropped. */
  deliver(address: string, email: ReceivedEmail): void
}

interface Mailbox {
  readonly unread: ReceivedEmail[]
  readonly readers: Set<(email: ReceivedEmail) => void>
}

/** Never reaches a real mailbox: the top-level domain `test` is reserved. */
const domain = 'mail.test'
const validPrefix = /^[a-z\d]+([._+-][a-z\d]+)*$/i
const maxPrefixCharacters = 40
const maxUnreadMessages = 100

/** Creates a router whose mailboxes wait `timeoutMs` for a message. */
export function createMailRouter(timeoutMs = 30_000): MailRouter {
  const mailboxes = new Map<string, Mailbox>()
  const mailboxAt = (address: string) => mailboxes.get(address.toLowerCase())
  return {
    openMailboxes: () => openMailboxes(mailboxes, timeoutMs),
    accepts: (address) => (mailboxAt(address)?.unread.length ?? maxUnreadMessages) < maxUnreadMessages,
    deliver(address, email) {
      const mailbox = mailboxAt(address)
      const [firstReader] = mailbox?.readers ?? []
      if (firstReader) firstReader(email)
      else mailbox?.unread.push(email)
    },
  }
}

function openMailboxes(mailboxes: Map<string, Mailbox>, timeoutMs: number): MailboxRegistry {
  const own = new Map<string, Mailbox>()
  return {
    open(prefix) {
      if (!validPrefix.test(prefix) || prefix.length > maxPrefixCharacters)
        throw new Error(
          `an address cannot begin with '${prefix}': use letters and digits, at most ${maxPrefixCharacters}`,
        )
      const address = `${prefix}-${randomBytes(6).toString('hex')}@${domain}`.toLowerCase()
      const mailbox: Mailbox = { unread: [], readers: new Set() }
      own.set(address, mailbox)
      mailboxes.set(address, mailbox)
      return address
    },
    async receive(address) {
      const mailbox = own.get(address.toLowerCase())
      if (!mailbox) throw new Error(`genEmail gave this participant no address ${address}`)
      const oldest = mailbox.unread.shift()
      if (oldest) return oldest
      return new Promise((resolve, reject) => {
        const reader = (email: ReceivedEmail) => {
          clearTimeout(timer)
          mailbox.readers.delete(reader)
          resolve(email)
        }
        const onTimeout = () => {
          mailbox.readers.delete(reader)
          reject(new Error(`no message to ${address} arrived within ${timeoutMs / 1_000} s`))
        }
        // The timer must not keep the process alive for a participant that has ended.
        const timer = setTimeout(onTimeout, timeoutMs).unref()
        mailbox.readers.add(reader)
      })
    },
    async receiveAll(address) {
      const first = await this.receive(address)
      return [first, ...(own.get(address.toLowerCase())?.unread.splice(0) ?? [])]
    },
    close() {
      for (const address of own.keys()) mailboxes.delete(address)
    },
  }
}
