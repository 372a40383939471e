import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createJob } from '../../test/engine-context.js'
import { fakePage } from '../../test/fake-session.js'
import { watchFailedNavigations } from '../browser/failed-navigation.js'
import { createCommands } from './commands.js'
import { createEmulation } from '../network/emulation.js'
import { createMailRouter } from '../mail/mailbox.js'
import { createRecord, type ParticipantRecord } from './record.js'

let directory: string
let record: ParticipantRecord
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'loadero-test-'))
  record = createRecord(createJob('client => {}', directory))
})
afterEach(() => rmSync(directory, { recursive: true }))

function prepare(hold?: () => Promise<void>) {
  const page = fakePage()
  const browser = {
    downloads: { finished: () => Promise.resolve(), collect: () => Promise.resolve() },
    toBrowserPath: (file: string) => Promise.resolve(file),
  }
  const mailboxes = createMailRouter().openMailboxes()
  const emulation = createEmulation([page.target], {})
  const navigations = watchFailedNavigations(() => undefined)
  const execute = createCommands({ emulation, navigations, browser, mailboxes, hold }, record)
  return { page, execute }
}

describe("the engine's part of a command", () => {
  test('logs the network conditions it cannot emulate', async () => {
    const { page, execute } = prepare()
    await execute('updateNetwork', ['10packet', {}])
    expect(page.sent).toHaveLength(1)
    expect(record.script.toString()).toBe(
      '[engine] network 10packet: the packet loss of 10 % affects WebRTC only; HTTP is not touched\n',
    )
  })

  test('saves a screenshot as an artifact', async () => {
    await prepare().execute('takeScreenshot', ['a.png', Buffer.from('png').toString('base64')])
    expect(record.artifacts.list).toMatchObject([{ kind: 'screenshots', name: 'a.png' }])
  })

  test('holds the participant until its author lets it go on', async () => {
    const calls: string[] = []
    const { execute } = prepare(() => Promise.resolve(void calls.push('held')))
    await execute('debug', [])
    expect(calls).toEqual(['held'])
    expect(record.script.toString()).toBe('')
  })

  test('says that debug() holds nothing without an author', async () => {
    await prepare().execute('debug', [])
    expect(record.script.toString()).toBe(
      '[engine] debug() holds nothing here: it needs a local run in a terminal\n',
    )
  })

  test.each([
    ['an unknown network', 'updateNetwork', ['5g', {}]],
    ['a missing file', 'setFile', ['/no/such/file']],
    ['an object instead of a string', 'setRequestHeader', ['x-who', {}]],
    ['the address of another participant', 'receiveEmail', ['bob@example.com']],
    ['an unknown command', 'fly', []],
  ])('rejects %s', async (_, request, args) => {
    await expect(prepare().execute(request, args)).rejects.toThrowErrorMatchingSnapshot()
  })
})
