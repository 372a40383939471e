import type { RemoteObject } from '../cdp/protocol.js'
import { createLog, type Log } from '../process/log.js'
import type { CdpTarget } from '../cdp/targets.js'

/** The console output of the pages, and the browser's messages about them. */
export interface BrowserLog {
  readonly log: Log
  watch(target: CdpTarget): Promise<void>
}

/** Creates an empty log; each line is an ISO time, a level and a text. */
export function createBrowserLog(): BrowserLog {
  const log = createLog()
  const add = (timestamp: number, level: string, text: string) =>
    log.add(`${new Date(timestamp).toISOString()} ${level} ${text}\n`)
  return {
    log,
    async watch({ session }) {
      session.on('Runtime.consoleAPICalled', ({ timestamp, type, args }) =>
        add(timestamp, type, args.map(formatValue).join(' ')),
      )
      session.on('Runtime.exceptionThrown', ({ timestamp, exceptionDetails }) => {
        const { text, url, lineNumber, exception } = exceptionDetails
        const message =
          exception?.description ?? [text, exception && formatValue(exception)].filter(Boolean).join(' ')
        add(timestamp, 'exception', url ? `${message} (${url}:${lineNumber + 1})` : message)
      })
      session.on('Log.entryAdded', ({ entry }) =>
        add(entry.timestamp, entry.level, entry.url ? `${entry.text} (${entry.url})` : entry.text),
      )
      session.on('Inspector.targetCrashed', () => add(Date.now(), 'crash', 'the page has crashed'))
      // Workers know only the first of the two.
      await Promise.allSettled(['Runtime.enable', 'Log.enable'].map((method) => session.send(method)))
    },
  }
}

function formatValue({ type, value, description }: RemoteObject): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? description ?? type)
}
