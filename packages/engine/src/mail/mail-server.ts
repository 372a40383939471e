import type { AddressInfo } from 'node:net'
import { errorMessage } from '@loadero-test/core/internal'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { EngineError } from '../process/errors.js'
import { readEmail } from './email.js'
import { createMailRouter, type MailRouter } from './mailbox.js'

/** Receives messages for participants, on 127.0.0.1 only. */
export interface MailServer {
  /** `smtp://127.0.0.1:2525`: where the app under test must send its mail. */
  readonly url: string
  readonly router: MailRouter
  close(): Promise<void>
}

const host = '127.0.0.1'
const maxMessageBytes = 10_000_000
const closeTimeoutMs = 100

/**
 * Starts to listen; port 0 is any free port.
 * @throws EngineError when the port is in use
 */
export async function startMailServer(port: number, router = createMailRouter()): Promise<MailServer> {
  const server = new SMTPServer({
    // The app may keep the settings of its real server: any password, or none, is accepted.
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: (_, __, done) => done(undefined, { user: 'anyone' }),
    // A client that verifies certificates would refuse ours.
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: maxMessageBytes,
    closeTimeout: closeTimeoutMs,
    onRcptTo: ({ address }, _, done) =>
      done(
        router.accepts(address)
          ? undefined
          : smtpError(550, `no mailbox has the address ${address}, or the mailbox is full`),
      ),
    onData: (stream, session, done) =>
      void receive(stream, session, router).then(
        () => done(),
        (error: Error) => done(error),
      ),
  })
  await new Promise<void>((resolve, reject) => {
    const onError = (error: Error) =>
      reject(
        new EngineError(`The mail server cannot listen at ${host}:${port}: ${error.message}`, {
          hint: 'Use another mail port, and set it in the app under test too.',
        }),
      )
    server.once('error', onError)
    server.listen(port, host, () => {
      server.off('error', onError)
      resolve()
    })
  })
  // A client that disconnects early is not our error.
  server.on('error', () => {})
  return {
    url: `smtp://${host}:${(server.server.address() as AddressInfo).port}`,
    router,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

async function receive(stream: SMTPServerDataStream, { envelope }: SMTPServerSession, router: MailRouter) {
  const parts: Buffer[] = []
  // Read to its end even when it is too long, so that the client reads the answer.
  for await (const part of stream as AsyncIterable<Buffer>) {
    if (stream.byteLength <= maxMessageBytes) parts.push(part)
  }
  if (stream.sizeExceeded) throw smtpError(552, `the message has more than ${maxMessageBytes} bytes`)
  const from = envelope.mailFrom ? envelope.mailFrom.address : ''
  for (const { address } of envelope.rcptTo) {
    const email = await readEmail(Buffer.concat(parts), { from, to: address }).catch((error: unknown) => {
      throw smtpError(554, `the message cannot be read: ${errorMessage(error)}`)
    })
    router.deliver(address, email)
  }
}

function smtpError(responseCode: number, message: string) {
  return Object.assign(new Error(message), { responseCode })
}
