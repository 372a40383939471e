import type { ParticipantJob } from '@loadero-test/server'
import type { Cdp } from '../cdp/cdp.js'
import type { Downloads } from './downloads.js'
import type { CleanupList } from '../process/endings.js'
import type { Machine } from '../metrics/machine.js'
import type { ProcessGroups } from '../process/process-groups.js'
import type { ParticipantRecord } from './record.js'
import type { Workspace } from '../process/workspace.js'

/** Where the browsers of participants live: this machine, or a grid. */
export interface BrowserPlace {
  /** As a sentence ends with it: `on this machine`. */
  readonly name: string
  /** Of Chrome there. */
  readonly major: number
  /** How many participants play there at a time; undefined where nobody says. */
  readonly capacity: number | undefined
  /** What the browsers run on; absent where it cannot be asked. */
  readonly machine?: Machine
  /** Starts the browser of one participant. Throws an `EngineError` when there is none to be had. */
  open(order: BrowserOrder): Promise<PlacedBrowser>
}

export interface BrowserOrder {
  readonly job: ParticipantJob
  readonly record: ParticipantRecord
  readonly workspace: Workspace
  /** Both end what was started, when the participant ends: processes of this machine, and all else. */
  readonly groups: ProcessGroups
  readonly endings: CleanupList
}

/** The browser of one participant, wherever it runs. */
export interface PlacedBrowser {
  readonly cdp: Cdp
  /** Of a WebDriver on 127.0.0.1 … */
  readonly driverPort: number
  /** … and what is asked of it to get this very browser. */
  readonly capabilities: Readonly<Record<string, unknown>>
  /** Resolves with how it ended; rejects with an `EngineError` when nobody can tell what became of it. */
  readonly ended: Promise<string>
  readonly downloads: Downloads
  /** The path under which the browser finds a file of this machine. */
  pathThere(file: string): Promise<string>
}
