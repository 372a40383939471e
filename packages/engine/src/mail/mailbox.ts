import { randomBytes } from 'node:crypto'
import type { ReceivedEmail } from './email.js'

/** The mailboxes of one participant. */
export interface MailboxRegistry {
  /** Opens one and says its address; throws on a prefix that an address cannot begin with. */
  open(prefix: string): string
  /** Resolves with the oldest message not taken yet; rejects when none comes in time, or the box is another's. */
  receive(address: string): Promise<ReceivedEmail>
  /** Closes all of them; messages to them are refused from then on. */
  close(): void
}

/** Where messages for all participants arrive. */
export interface MailRouter {
  openMailboxes(): MailboxRegistry
  /** Whether there is a box of that address, with room in it. */
  accepts(address: string): boolean
  /** Puts a message into its box; one that is for no box is dropped. */
  deliver(address: string, email: ReceivedEmail): void
}

interface Box {
  readonly lying: ReceivedEmail[]
  readonly waiting: Set<(email: ReceivedEmail) => void>
}

/** One that is never reached: names below `test` are nobody's. */
const domain = 'mail.test'
const validPrefix = /^[a-z\d]+([._+-][a-z\d]+)*$/i
const longestPrefix = 40
const mostMessages = 100

/** Opens a post office whose boxes wait for `patienceMs` for a message. */
export function createMailRouter(patienceMs = 30_000): MailRouter {
  const boxes = new Map<string, Box>()
  const boxAt = (address: string) => boxes.get(address.toLowerCase())
  return {
    openMailboxes: () => openMailboxes(boxes, patienceMs),
    accepts: (address) => (boxAt(address)?.lying.length ?? mostMessages) < mostMessages,
    deliver(address, email) {
      const box = boxAt(address)
      const [first] = box?.waiting ?? []
      if (first) first(email)
      else box?.lying.push(email)
    },
  }
}

function openMailboxes(boxes: Map<string, Box>, patienceMs: number): MailboxRegistry {
  const own = new Map<string, Box>()
  return {
    open(prefix) {
      if (!validPrefix.test(prefix) || prefix.length > longestPrefix)
        throw new Error(
          `an address cannot begin with '${prefix}': use letters and digits, at most ${longestPrefix}`,
        )
      const address = `${prefix}-${randomBytes(6).toString('hex')}@${domain}`.toLowerCase()
      const box = { lying: [], waiting: new Set<(email: ReceivedEmail) => void>() }
      own.set(address, box)
      boxes.set(address, box)
      return address
    },
    async receive(address) {
      const box = own.get(address.toLowerCase())
      if (!box) throw new Error(`${address} is no address that genEmail gave to this participant`)
      return box.lying.shift() ?? nextOf(box, address, patienceMs)
    },
    close() {
      for (const address of own.keys()) boxes.delete(address)
    },
  }
}

function nextOf({ waiting }: Box, address: string, patienceMs: number): Promise<ReceivedEmail> {
  return new Promise((resolve, reject) => {
    const take = (email: ReceivedEmail) => {
      clearTimeout(timer)
      waiting.delete(take)
      resolve(email)
    }
    const giveUp = () => {
      waiting.delete(take)
      reject(new Error(`no message to ${address} came within ${patienceMs / 1_000} s`))
    }
    // A participant that has ended is not worth waiting for.
    const timer = setTimeout(giveUp, patienceMs).unref()
    waiting.add(take)
  })
}
