import { existsSync } from 'node:fs'
import path from 'node:path'
import type { MailboxRegistry } from '../mail/mailbox.js'
import { conditionsOf, unsupportedFeaturesOf } from '../network/modes.js'
import type { PlacedBrowser } from './place.js'
import type { ParticipantRecord } from './record.js'
import type { ParticipantSetup } from './setup.js'

type Command = (...args: readonly unknown[]) => unknown

interface Means extends Pick<ParticipantSetup, 'emulation'> {
  readonly browser: Pick<PlacedBrowser, 'downloads' | 'pathThere'>
  readonly mailboxes: MailboxRegistry | undefined
}

/** What the commands in `host/commands` cannot do in their own process, by their names; arguments come as the script gave them. */
export function createCommands(
  { emulation, browser, mailboxes }: Means,
  { artifacts, note }: ParticipantRecord,
): (request: string, args: readonly unknown[]) => Promise<unknown> {
  const commands: Readonly<Record<string, Command>> = {
    async updateNetwork(mode, config) {
      const conditions = conditionsOf(text(mode), config)
      unsupportedFeaturesOf(text(mode), conditions).forEach(note)
      await emulation.setNetwork(conditions)
    },
    setRequestHeader: (name, value) => emulation.setHeader(text(name), textOrNull(value)),
    setUserAgent: (userAgent) => emulation.setUserAgent(textOrNull(userAgent)),
    waitForDownloadFinished: (name, timeoutMs) => browser.downloads.finished(text(name), Number(timeoutMs)),
    takeScreenshot: (name, base64) =>
      artifacts.write('screenshots', text(name), Buffer.from(text(base64), 'base64')),
    genEmail: (prefix) => required(mailboxes).open(text(prefix)),
    receiveEmail: (address) => required(mailboxes).receive(text(address)),
    setFile: (file) => browser.pathThere(existing(path.resolve(text(file)))),
  }
  return async (request, args) => {
    const command = commands[request]
    if (!command) throw new Error(`the engine knows no ${request}`)
    return command(...args)
  }
}

function textOrNull(value: unknown) {
  return value === null ? null : text(value)
}

function text(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new Error(`a text was expected, not ${JSON.stringify(value)}`)
}

function required(mailboxes: MailboxRegistry | undefined): MailboxRegistry {
  if (mailboxes) return mailboxes
  throw new Error(
    'there are no mailboxes: say --mail-port 2525 (or LOADERO_MAIL_PORT), and let the app send its mail there',
  )
}

function existing(file: string): string {
  if (!existsSync(file)) throw new Error(`there is no file ${file} on this machine`)
  return file
}
