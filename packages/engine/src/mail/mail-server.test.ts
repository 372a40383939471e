import { connect } from 'node:net'
import { once } from 'node:events'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { describe, expect, onTestFinished, test } from 'vitest'
import { errorMessage } from '@loadero-test/core/internal'
import { EngineError } from '../process/errors.js'
import { startMailServer } from './mail-server.js'
import { createMailRouter } from './mailbox.js'

async function start(timeoutMs?: number) {
  const server = await startMailServer(0, createMailRouter(timeoutMs))
  onTestFinished(() => server.close())
  const send = (options: SendMailOptions, account?: { user: string; pass: string }) => {
    const transport = createTransport({ ...addressOf(server.url), ...(account && { auth: account }) })
    return transport.sendMail({ from: 'app@example.com', ...options })
  }
  return { ...server, send }
}

/** The message of a rejection, without the random part of an address and without ports. */
async function rejectionOf(promise: Promise<unknown>): Promise<string> {
  const message = await promise.then(
    () => 'not rejected',
    (error: unknown) => errorMessage(error),
  )
  return message.replaceAll(/-[\da-f]{12}@/g, '-<id>@').replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
}

function addressOf(url: string) {
  return { host: '127.0.0.1', port: Number(new URL(url).port) }
}

describe('the mail server', () => {
  test('delivers messages by address, oldest first', async () => {
    const { router, send } = await start()
    const [ann, bob] = [router.openMailboxes(), router.openMailboxes()]
    const [toAnn, toBob] = [ann.open('ann'), bob.open('bob')]
    await send({ to: toBob, subject: 'first', text: 'ä'.repeat(100) })
    await send({ to: [toAnn, toBob.toUpperCase()], subject: 'second', html: '<p>2</p>' })
    expect(await ann.receive(toAnn)).toMatchObject({
      subject: 'second',
      'text/plain': '',
      from: 'app@example.com',
    })
    expect(await bob.receive(toBob)).toMatchObject({ subject: 'first', to: toBob, 'text/html': '' })
    expect(await bob.receive(toBob)).toMatchObject({ subject: 'second', 'text/html': '<p>2</p>\n' })
    expect(await rejectionOf(ann.receive(toBob))).toMatchInlineSnapshot(
      `"genEmail gave this participant no address bob-<id>@mail.test"`,
    )
  })

  test('waits for a message up to a timeout', async () => {
    const { router, send } = await start(300)
    const mailboxes = router.openMailboxes()
    const address = mailboxes.open('ann')
    const reading = mailboxes.receive(address)
    await send({ to: address, subject: 'late' })
    expect(await reading).toMatchObject({ subject: 'late' })
    expect(await rejectionOf(mailboxes.receive(address))).toMatchInlineSnapshot(
      `"no message to ann-<id>@mail.test arrived within 0.3 s"`,
    )
  })

  test.each([
    ['one that was unread', 1, false],
    ['several that were unread', 3, false],
    ['one that arrives later', 1, true],
  ])('gives a list of messages: %s', async (_, count, isLater) => {
    const { router, send } = await start()
    const mailboxes = router.openMailboxes()
    const address = mailboxes.open('ann')
    const early = isLater ? mailboxes.receiveAll(address) : undefined
    const subjects = Array.from({ length: count }, (__, index) => `message ${index + 1}`)
    for (const subject of subjects) await send({ to: address, subject })
    const messages = await (early ?? mailboxes.receiveAll(address))
    expect(messages.map(({ subject }) => subject)).toEqual(subjects)
    // All of them are read now.
    const next = mailboxes.receiveAll(address)
    await send({ to: address, subject: 'next' })
    expect(await next).toMatchObject([{ subject: 'next' }])
  })

  test('accepts any password', async () => {
    const { router, send } = await start()
    const mailboxes = router.openMailboxes()
    const address = mailboxes.open('ann')
    await send({ to: address, subject: 'signed in' }, { user: 'app', pass: 'secret' })
    expect(await mailboxes.receive(address)).toMatchObject({ subject: 'signed in' })
  })

  test('refuses unknown and closed addresses', async () => {
    const { router, send } = await start()
    const mailboxes = router.openMailboxes()
    const address = mailboxes.open('ann')
    mailboxes.close()
    for (const to of ['ann@mail.test', 'bob@example.com', address])
      await expect(send({ to })).rejects.toThrow(`no mailbox has the address ${to}`)
  })

  test('refuses messages to a full mailbox', async () => {
    const { router, send } = await start()
    const address = router.openMailboxes().open('ann')
    const email = { from: '', to: address, subject: '', headers: {}, 'text/html': '', 'text/plain': '' }
    for (let count = 0; count < 100; count++) router.deliver(address, email)
    expect(await rejectionOf(send({ to: address }))).toMatchInlineSnapshot(
      `"Can't send mail - all recipients were rejected: 550 no mailbox has the address ann-<id>@mail.test, or the mailbox is full"`,
    )
  })

  test.each([
    ['has endless headers', Buffer.alloc(3_000_000, 'a'), /cannot be read: .*header size/],
    [
      'nests too deep',
      `Content-Type: multipart/mixed; boundary=a\r\n\r\n${'--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n'.repeat(1_000)}`,
      /cannot be read: .*nesting/,
    ],
  ])('refuses a message that %s', async (_, raw, reason) => {
    const { router, send } = await start()
    const mailboxes = router.openMailboxes()
    const address = mailboxes.open('ann')
    await expect(send({ envelope: { from: 'a@b.c', to: address }, raw })).rejects.toThrow(reason)
    await send({ to: address, subject: 'after it' })
    expect(await mailboxes.receive(address)).toMatchObject({ subject: 'after it' })
  })

  test('refuses a message larger than announced', async () => {
    const { router, url } = await start()
    const address = router.openMailboxes().open('ann')
    const { port } = addressOf(url)
    const client = connect(port).setEncoding('latin1')
    const responses: string[] = []
    client.on('data', (text: string) => responses.push(text))
    await once(client, 'data')
    for (const line of ['EHLO app', 'MAIL FROM:<a@b.c>', `RCPT TO:<${address}>`, 'DATA'])
      client.write(`${line}\r\n`)
    client.end(`${'a'.repeat(10_100_000)}\r\n.\r\nQUIT\r\n`)
    await once(client, 'close')
    expect(responses.join('')).toMatch(/354 .*552 .*more than 10000000 bytes.*221 /s)
  })

  test('reads a malformed message as far as possible', async () => {
    const { router, send } = await start()
    const mailboxes = router.openMailboxes()
    const address = mailboxes.open('ann')
    const raw = Buffer.from(
      '\u0000: \u0000\r\nSubject: =?nope?Q?=FF\r\nContent-Type: ; boundary\r\n\r\n\u00ff--',
    )
    await send({ envelope: { from: 'a@b.c', to: address }, raw })
    expect(await mailboxes.receive(address)).toMatchObject({
      from: 'a@b.c',
      to: address,
      subject: '=?nope?Q?=FF',
    })
  })

  test('names a port in use, and frees its own', async () => {
    const first = await startMailServer(0)
    const { host, port } = addressOf(first.url)
    const rejected = startMailServer(port)
    await expect(rejected).rejects.toThrow(EngineError)
    expect(await rejectionOf(rejected)).toMatchInlineSnapshot(
      `"The mail server cannot listen at 127.0.0.1:<port>: listen EADDRINUSE: address already in use 127.0.0.1:<port>"`,
    )
    const client = connect(port, host)
    await once(client, 'data')
    await Promise.all([first.close(), once(client, 'close')])
    const second = await startMailServer(port)
    await second.close()
  })
})

describe('an address', () => {
  test.each(['', 'a b', 'a@b', '-a', 'a'.repeat(41), 'a\r\nb'])('cannot begin with %j', (prefix) => {
    expect(() => createMailRouter().openMailboxes().open(prefix)).toThrowErrorMatchingSnapshot()
  })

  test('is unique', () => {
    const mailboxes = createMailRouter().openMailboxes()
    expect(mailboxes.open('ann.b+c')).toMatch(/^ann\.b\+c-[\da-f]{12}@mail\.test$/)
    expect(mailboxes.open('ann')).not.toBe(mailboxes.open('ann'))
  })
})
