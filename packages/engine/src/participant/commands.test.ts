import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { jobFor } from '../../test/equipment.js'
import { fakePage } from '../../test/fake-session.js'
import { createCommands } from './commands.js'
import { createEmulation } from '../network/emulation.js'
import { createMailRouter } from '../mail/mailbox.js'
import { createRecord, type ParticipantRecord } from './record.js'

let directory: string
let record: ParticipantRecord
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'loadero-test-'))
  record = createRecord(jobFor('client => {}', directory))
})
afterEach(() => rmSync(directory, { recursive: true }))

function prepare() {
  const page = fakePage()
  const browser = {
    downloads: { finished: () => Promise.resolve(), collect: () => Promise.resolve() },
    pathThere: (file: string) => Promise.resolve(file),
  }
  const mailboxes = createMailRouter().openMailboxes()
  const emulation = createEmulation([page.target], {})
  const answer = createCommands({ emulation, browser, mailboxes }, record)
  return { page, answer }
}

describe("the engine's part of the commands", () => {
  test('tells the log what a network mode leaves out', async () => {
    const { page, answer } = prepare()
    await answer('updateNetwork', ['10packet', {}])
    expect(page.sent).toHaveLength(1)
    expect(record.script.toString()).toBe(
      '[engine] network 10packet: packet loss acts on WebRTC alone, not on HTTP\n',
    )
  })

  test('makes screenshots artifacts', async () => {
    await prepare().answer('takeScreenshot', ['a.png', Buffer.from('png').toString('base64')])
    expect(record.artifacts.list).toMatchObject([{ kind: 'screenshots', name: 'a.png' }])
  })

  test.each([
    ['an unknown network', 'updateNetwork', ['5g', {}]],
    ['a file that is not there', 'setFile', ['/no/such/file']],
    ['an object for a text', 'setRequestHeader', ['x-who', {}]],
    ['an address of somebody else', 'receiveEmail', ['bob@example.com']],
    ['what it does not know', 'fly', []],
  ])('refuses %s', async (_, request, args) => {
    await expect(prepare().answer(request, args)).rejects.toThrowErrorMatchingSnapshot()
  })
})
