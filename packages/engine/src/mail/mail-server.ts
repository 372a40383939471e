import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { EngineError, messageOf } from '../process/errors.js'
import { readEmail } from './email.js'
import { createMailRouter, type MailRouter } from './mailbox.js'

/** Takes messages for participants, on 127.0.0.1 alone. */
export interface MailServer {
  /** `smtp://127.0.0.1:2525`: what the app under test has to send to. */
  readonly url: string
  readonly office: MailRouter
  close(): Promise<void>
}

const host = '127.0.0.1'
const largestBytes = 10_000_000
const closeTimeoutMs = 100

/** Starts listening, on any free port where it is 0; throws an `EngineError` when the port is taken. */
export async function startMailServer(port: number, office = createMailRouter()): Promise<MailServer> {
  const server = new SMTPServer({
    // Apps come as they are set up for their real server: with a password, which may be any, and without.
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: (_, __, done) => done(undefined, { user: 'anyone' }),
    // Our own certificate would be refused by whoever checks it.
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: largestBytes,
    closeTimeout: closeTimeoutMs,
    onRcptTo: ({ address }, _, done) =>
      done(office.accepts(address) ? undefined : refusal(550, `no mailbox ${address}, or it is full`)),
    onData: (stream, session, done) =>
      void take(stream, session, office).then(
        () => done(),
        (error: Error) => done(error),
      ),
  })
  await listening(server, port)
  // A client that breaks off is no concern of ours.
  server.on('error', () => {})
  return {
    url: `smtp://${host}:${(server.server.address() as AddressInfo).port}`,
    office,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

function listening(server: SMTPServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) =>
      reject(
        new EngineError(`no mailbox at ${host}:${port}: ${error.message}`, {
          hint: 'Give the mail port another number, and tell it to the app under test.',
        }),
      )
    server.once('error', refuse)
    server.listen(port, host, () => {
      server.off('error', refuse)
      resolve()
    })
  })
}

async function take(stream: SMTPServerDataStream, { envelope }: SMTPServerSession, office: MailRouter) {
  const raw = await atMost(largestBytes, stream)
  if (!raw) throw refusal(552, `a message may have ${largestBytes} bytes`)
  const from = envelope.mailFrom ? envelope.mailFrom.address : ''
  for (const { address } of envelope.rcptTo) {
    const email = await readEmail(raw, { from, to: address }).catch((error: unknown) => {
      throw refusal(554, `the message cannot be read: ${messageOf(error)}`)
    })
    office.deliver(address, email)
  }
}

/** All of the stream; undefined, but read to its end, when it is longer. */
async function atMost(bytes: number, stream: SMTPServerDataStream): Promise<Buffer | undefined> {
  const parts: Buffer[] = []
  for await (const part of stream as AsyncIterable<Buffer>) {
    if (stream.byteLength <= bytes) parts.push(part)
  }
  return stream.sizeExceeded ? undefined : Buffer.concat(parts)
}

function refusal(responseCode: number, message: string) {
  return Object.assign(new Error(message), { responseCode })
}
