import type { ExceptionDetails, RemoteObject } from '../cdp/protocol.js'
import { createLog, type Log } from '../process/log.js'
import type { CdpTarget } from '../cdp/targets.js'

/** What the pages say on their consoles, with what the browser has to say about them. */
export interface BrowserLog {
  readonly log: Log
  watch(target: CdpTarget): Promise<void>
}

/** Starts an empty log; each line is an ISO time, a level and a text. */
export function createBrowserLog(): BrowserLog {
  const log = createLog()
  const add = (timestamp: number, level: string, text: string) =>
    log.add(`${new Date(timestamp).toISOString()} ${level} ${text}\n`)
  return {
    log,
    async watch({ session }) {
      session.on('Runtime.consoleAPICalled', ({ timestamp, type, args }) =>
        add(timestamp, type, args.map(shown).join(' ')),
      )
      session.on('Runtime.exceptionThrown', ({ timestamp, exceptionDetails }) =>
        add(timestamp, 'exception', thrown(exceptionDetails)),
      )
      session.on('Log.entryAdded', ({ entry }) =>
        add(entry.timestamp, entry.level, entry.url ? `${entry.text} (${entry.url})` : entry.text),
      )
      session.on('Inspector.targetCrashed', () => add(Date.now(), 'crash', 'the page has crashed'))
      // Workers know only the first of them.
      await Promise.allSettled(['Runtime.enable', 'Log.enable'].map((method) => session.send(method)))
    },
  }
}

function shown({ type, value, description }: RemoteObject): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? description ?? type)
}

function thrown({ text, url, lineNumber, exception }: ExceptionDetails): string {
  const what = exception?.description ?? [text, exception && shown(exception)].filter(Boolean).join(' ')
  return url ? `${what} (${url}:${lineNumber + 1})` : what
}
