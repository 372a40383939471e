import { connect } from 'node:net'
import { once } from 'node:events'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { describe, expect, onTestFinished, test } from 'vitest'
import { EngineError } from '../process/errors.js'
import { startMailServer } from './mail-server.js'
import { createMailRouter } from './mailbox.js'

async function start(patienceMs?: number) {
  const server = await startMailServer(0, createMailRouter(patienceMs))
  onTestFinished(() => server.close())
  const send = (options: SendMailOptions, account?: { user: string; pass: string }) => {
    const transport = createTransport({ ...addressOf(server.url), ...(account && { auth: account }) })
    return transport.sendMail({ from: 'app@example.com', ...options })
  }
  return { ...server, send }
}

/** The message of a refusal, without the random part of an address and without ports. */
async function messageOf(refused: Promise<unknown>): Promise<string> {
  const message = await refused.then(
    () => 'not refused',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  return message.replaceAll(/-[\da-f]{12}@/g, '-<id>@').replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
}

function addressOf(url: string) {
  return { host: '127.0.0.1', port: Number(new URL(url).port) }
}

describe('the mail server', () => {
  test('brings each message to the participant whose address it has, oldest first', async () => {
    const { office, send } = await start()
    const [ann, bob] = [office.openMailboxes(), office.openMailboxes()]
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
    expect(await messageOf(ann.receive(toBob))).toMatchInlineSnapshot(
      `"bob-<id>@mail.test is no address that genEmail gave to this participant"`,
    )
  })

  test('has a reader wait for a message, though not for ever', async () => {
    const { office, send } = await start(300)
    const boxes = office.openMailboxes()
    const address = boxes.open('ann')
    const reading = boxes.receive(address)
    await send({ to: address, subject: 'late' })
    expect(await reading).toMatchObject({ subject: 'late' })
    expect(await messageOf(boxes.receive(address))).toMatchInlineSnapshot(
      `"no message to ann-<id>@mail.test came within 0.3 s"`,
    )
  })

  test('takes whatever password the app has', async () => {
    const { office, send } = await start()
    const boxes = office.openMailboxes()
    const address = boxes.open('ann')
    await send({ to: address, subject: 'signed in' }, { user: 'app', pass: 'secret' })
    expect(await boxes.receive(address)).toMatchObject({ subject: 'signed in' })
  })

  test('refuses an address that was never given, and one whose participant has ended', async () => {
    const { office, send } = await start()
    const boxes = office.openMailboxes()
    const address = boxes.open('ann')
    boxes.close()
    for (const to of ['ann@mail.test', 'bob@example.com', address])
      await expect(send({ to })).rejects.toThrow(`no mailbox ${to}`)
  })

  test('refuses a box full of messages that nobody reads', async () => {
    const { office, send } = await start()
    const address = office.openMailboxes().open('ann')
    const email = { from: '', to: address, subject: '', headers: {}, 'text/html': '', 'text/plain': '' }
    for (let count = 0; count < 100; count++) office.deliver(address, email)
    expect(await messageOf(send({ to: address }))).toMatchInlineSnapshot(
      `"Can't send mail - all recipients were rejected: 550 no mailbox ann-<id>@mail.test, or it is full"`,
    )
  })

  test.each([
    ['has no end of headers', Buffer.alloc(3_000_000, 'a'), /cannot be read: .*header size/],
    [
      'has parts in parts in parts',
      `Content-Type: multipart/mixed; boundary=a\r\n\r\n${'--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n'.repeat(1_000)}`,
      /cannot be read: .*nesting/,
    ],
  ])('tells the sender of a message that %s, and lives', async (_, raw, reason) => {
    const { office, send } = await start()
    const boxes = office.openMailboxes()
    const address = boxes.open('ann')
    await expect(send({ envelope: { from: 'a@b.c', to: address }, raw })).rejects.toThrow(reason)
    await send({ to: address, subject: 'after it' })
    expect(await boxes.receive(address)).toMatchObject({ subject: 'after it' })
  })

  test('does not keep a message that is larger than it said beforehand', async () => {
    const { office, url } = await start()
    const address = office.openMailboxes().open('ann')
    const { port } = addressOf(url)
    const client = connect(port).setEncoding('latin1')
    const heard: string[] = []
    client.on('data', (text: string) => heard.push(text))
    await once(client, 'data')
    for (const line of ['EHLO app', 'MAIL FROM:<a@b.c>', `RCPT TO:<${address}>`, 'DATA'])
      client.write(`${line}\r\n`)
    client.end(`${'a'.repeat(10_100_000)}\r\n.\r\nQUIT\r\n`)
    await once(client, 'close')
    expect(heard.join('')).toMatch(/354 .*552 .*may have 10000000 bytes.*221 /s)
  })

  test('reads what is no proper message as far as it goes', async () => {
    const { office, send } = await start()
    const boxes = office.openMailboxes()
    const address = boxes.open('ann')
    const raw = Buffer.from(
      '\u0000: \u0000\r\nSubject: =?nope?Q?=FF\r\nContent-Type: ; boundary\r\n\r\n\u00ff--',
    )
    await send({ envelope: { from: 'a@b.c', to: address }, raw })
    expect(await boxes.receive(address)).toMatchObject({
      from: 'a@b.c',
      to: address,
      subject: '=?nope?Q?=FF',
    })
  })

  test('says which port is taken, and gives its own back although a client stays', async () => {
    const first = await startMailServer(0)
    const { host, port } = addressOf(first.url)
    const refused = startMailServer(port)
    await expect(refused).rejects.toThrow(EngineError)
    expect(await messageOf(refused)).toMatchInlineSnapshot(
      `"no mailbox at 127.0.0.1:<port>: listen EADDRINUSE: address already in use 127.0.0.1:<port>"`,
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

  test('is another one each time', () => {
    const boxes = createMailRouter().openMailboxes()
    expect(boxes.open('ann.b+c')).toMatch(/^ann\.b\+c-[\da-f]{12}@mail\.test$/)
    expect(boxes.open('ann')).not.toBe(boxes.open('ann'))
  })
})
