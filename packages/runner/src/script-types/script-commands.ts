import type { Network, Open } from '@loadero-test/core'
import type { Awaitable, Definition, NightwatchAPI } from 'nightwatch'

type Done = () => void

/** The conditions of `updateNetwork('custom', …)`: ms, kbit/s and percent, or texts with a unit. */
export interface CustomNetwork {
  latency_up?: number | string
  latency_down?: number | string
  jitter_up?: number | string
  jitter_down?: number | string
  rate_up?: number | string
  rate_down?: number | string
  loss_up?: number | string
  loss_down?: number | string
}

export interface InboxEmail {
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly headers: unknown
  readonly 'text/html': string
  readonly 'text/plain': string
}

// The compiler gives parameters without a type those of the first form: the second is for those with one.
interface TimeExecution<Chain> {
  (name: string, block: (done: Done) => unknown, timeoutMs?: number): Chain
  (name: string, block: (client: NightwatchAPI, done: Done) => unknown, timeoutMs?: number): Chain
  /** Named after the function. */
  (block: () => unknown, timeoutMs?: number): Chain
}

interface PerformTimed<Chain> {
  (block: (done: Done) => unknown, timeoutMs: number): Chain
  (block: (client: NightwatchAPI, done: Done) => unknown, timeoutMs: number): Chain
}

/** Commands that Loadero adds to Nightwatch's. */
export interface LoaderoCommands {
  /** Measures how long a block takes, which asserts may ask for by this name: letters, digits, `_` and `-`, at most 150. */
  readonly timeExecution: TimeExecution<Awaitable<this, void>>

  /** Like `perform`, with a limit of its own. */
  readonly performTimed: PerformTimed<Awaitable<this, void>>

  /** Leaves a picture of the page as an artifact. `<>:"/\|?*` in its name become `_`. */
  takeScreenshot(fileName: string, exitOnFail?: boolean): Awaitable<this, void>

  /** The network's conditions from here on. */
  updateNetwork(mode: 'custom', config: CustomNetwork): Awaitable<this, void>
  updateNetwork(mode: Open<Network>): Awaitable<this, void>

  /** Sent with every request from here on; `null` takes it back. */
  setRequestHeader(name: string, value: string | null): Awaitable<this, void>

  /** What pages are told from here on; `null` takes it back. */
  setUserAgent(userAgent: string | null): Awaitable<this, void>

  /** Gives a file input one of Loadero's sample files; locally, a file of this machine. */
  setFile(selector: Definition, file: string): Awaitable<this, void>

  /** Fails unless a download of that name is complete in time, by default one second. */
  waitForDownloadFinished(fileName: string, timeoutMs?: number): Awaitable<this, void>

  /** Makes a mailbox that is there for this run. */
  genEmail(prefix: string, callback: (address: string) => void): Awaitable<this, void>

  /** Waits for a message to such a mailbox. */
  receiveEmail(address: string, callback: (message: InboxEmail) => void): Awaitable<this, void>

  /** Accepts an open alert, if there is one. */
  ignoreAlert(): Awaitable<this, void>
}

// Nightwatch's own way to add commands: they are then known behind `assert` and inside of callbacks, too.
declare module 'nightwatch' {
  interface NightwatchCustomCommands extends LoaderoCommands {}
}
