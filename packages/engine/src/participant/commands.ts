import { existsSync } from 'node:fs'
import path from 'node:path'
import type { MailboxRegistry } from '../mail/mailbox.js'
import { networkConditionsOf, unsupportedConditionsOf } from '../network/modes.js'
import type { ParticipantBrowser } from './place.js'
import type { ParticipantRecord } from './record.js'
import type { ParticipantSetup } from './setup.js'

interface CommandContext extends Pick<ParticipantSetup, 'emulation' | 'navigations'> {
  readonly browser: Pick<ParticipantBrowser, 'downloads' | 'toBrowserPath'>
  readonly mailboxes: MailboxRegistry | undefined
  /** Resolves when the participant may go on; undefined where no author can say so. */
  readonly hold: (() => Promise<void>) | undefined
}

/**
 * Executes the part of a command in `host/commands` that needs the engine; arguments are those of the script. `flush` is
 * the host's own, after the last command.
 */
export function createCommands(
  { emulation, navigations, browser, mailboxes, hold }: CommandContext,
  { artifacts, note }: ParticipantRecord,
): (name: string, args: readonly unknown[]) => Promise<unknown> {
  const requireMailboxes = () => {
    if (mailboxes) return mailboxes
    throw new Error(
      'there are no mailboxes: set --mail-port 2525 (or LOADERO_MAIL_PORT), and have the app send its mail to that port',
    )
  }
  const commands: Readonly<Record<string, (...args: readonly unknown[]) => unknown>> = {
    async updateNetwork(mode, config) {
      const conditions = networkConditionsOf(toText(mode), config)
      unsupportedConditionsOf(toText(mode), conditions).forEach(note)
      await emulation.setNetwork(conditions)
    },
    setRequestHeader: (name, value) =>
      emulation.setHeader(toText(name), value === null ? null : toText(value)),
    setUserAgent: (userAgent) => emulation.setUserAgent(userAgent === null ? null : toText(userAgent)),
    waitForDownloadFinished: (name, timeoutMs) => browser.downloads.finished(toText(name), Number(timeoutMs)),
    async debug() {
      if (hold) await hold()
      else note('debug() holds nothing here: it needs a local run in a terminal')
    },
    flush: () => navigations.flush(),
    takeScreenshot: (name, base64) =>
      artifacts.write('screenshots', toText(name), Buffer.from(toText(base64), 'base64')),
    genEmail: (prefix) => requireMailboxes().open(toText(prefix)),
    receiveEmail: (address) => requireMailboxes().receiveAll(toText(address)),
    setFile(name) {
      const file = path.resolve(toText(name))
      if (!existsSync(file)) throw new Error(`there is no file ${file} on this machine`)
      return browser.toBrowserPath(file)
    },
  }
  return async (name, args) => {
    const command = commands[name]
    if (!command) throw new Error(`the engine has no command '${name}'`)
    return command(...args)
  }
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new Error(`expected a string, got ${JSON.stringify(value)}`)
}
