import type { ParticipantJob } from '@loadero-test/server'
import type { BrowserEnd } from '../browser/browser.js'
import type { Cdp } from '../cdp/cdp.js'
import type { DrawnFeeds } from '../media/drawn-feeds.js'
import type { Downloads } from './downloads.js'
import type { CleanupList } from '../process/cleanup-list.js'
import type { Machine, RemoteMachine } from '../metrics/machine.js'
import type { ProcessGroups } from '../process/process-groups.js'
import type { ParticipantRecord } from './record.js'
import type { Workspace } from '../process/workspace.js'

/** Where the browsers of participants run: this machine, or a grid. */
export interface BrowserPlace {
  /** For the end of a sentence: `on this machine`. */
  readonly name: string
  /** Major version of its Chrome. */
  readonly major: number
  /** What the user should know of its browser, in sentences without the last full stop. */
  readonly notice?: string | undefined
  /** How many participants run there at a time; undefined where it is unknown. */
  readonly capacity: number | undefined
  /** How many more browsers may wait there for their turn. Default: 0 */
  readonly ahead?: number
  /** How many of them can be in a call; absent where it is unknown. */
  readonly callCapacity?: number
  /** The machine that the browsers run on; absent where it cannot be measured. */
  readonly machine?: Machine
  /**
   * Starts the browser of one participant.
   * @throws EngineError when the browser does not start
   */
  open(request: BrowserRequest): Promise<ParticipantBrowser>
}

export interface BrowserRequest {
  readonly job: ParticipantJob
  readonly record: ParticipantRecord
  readonly workspace: Workspace
  /** Processes of this machine to kill when the participant ends. */
  readonly groups: ProcessGroups
  /** Everything else to clean up when the participant ends. */
  readonly cleanup: CleanupList
}

/** The browser of one participant, on any place. */
export interface ParticipantBrowser {
  readonly cdp: Cdp
  /** Port of a WebDriver on 127.0.0.1. */
  readonly driverPort: number
  /** The capabilities to request from that WebDriver to get this browser. */
  readonly capabilities: Readonly<Record<string, unknown>>
  /** Called with the id of the script's session with the WebDriver. */
  readonly onSession?: (id: string) => void
  /** Resolves when the browser or its driver has ended, or is lost. */
  readonly ended: Promise<BrowserEnd>
  readonly downloads: Downloads
  /** Port of its DevTools on 127.0.0.1; absent for a browser of another machine. */
  readonly debuggingPort?: number
  /** Its processes serve other participants, too: their CPU and memory cannot be divided, and they have no media. */
  readonly isShared?: true
  /** What the browser says about its machine; absent where the engine measures the machine itself. */
  readonly remoteMachine?: RemoteMachine
  /** What its pages draw; absent where the browser itself reads the feeds. */
  readonly drawnFeeds?: DrawnFeeds
  /** The path under which the browser finds a file of this machine. */
  toBrowserPath(file: string): Promise<string>
}
