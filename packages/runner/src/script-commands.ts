import type { Network, Open } from '@loadero-test/core'
/** @ts-ignore Without the engine, the commands of Nightwatch have no types. */
import type { Awaitable, Definition, NightwatchAPI } from '@loadero-test/engine/nightwatch'

/**
 * The conditions of `updateNetwork('custom', …)`. `up` is what the participant sends, `down` is what it receives.
 * A missing condition has no limit.
 */
export interface CustomNetwork {
  /** Delay of each packet, in milliseconds. */
  latency_up?: number | string
  /** Delay of each packet, in milliseconds. */
  latency_down?: number | string
  /** Variation of the delay, in milliseconds. */
  jitter_up?: number | string
  /** Variation of the delay, in milliseconds. */
  jitter_down?: number | string
  /** Bandwidth, in kbit/s. */
  rate_up?: number | string
  /** Bandwidth, in kbit/s. */
  rate_down?: number | string
  /** Lost packets, in percent: `3` or `'3%'`. */
  loss_up?: number | string
  /** Lost packets, in percent: `3` or `'3%'`. */
  loss_down?: number | string
}

/** A message that `receiveEmail` received. */
export interface EmailMessage {
  /** Address of the sender. */
  readonly from: string
  /** The address of `genEmail`. */
  readonly to: string
  /** Subject of the message. */
  readonly subject: string
  /** All headers of the message. */
  readonly headers: unknown
  /** Its HTML part; empty when it has none. */
  readonly 'text/html': string
  /** Its text part; empty when it has none. */
  readonly 'text/plain': string
}

// The compiler gives an untyped parameter the type of the first overload. The second is for a typed one.
interface TimeExecution<Chain> {
  (name: string, block: (done: () => void) => unknown, timeoutMs?: number): Chain
  (name: string, block: (client: NightwatchAPI, done: () => void) => unknown, timeoutMs?: number): Chain
  /** The measurement has the name of the function, or `anonymous`. */
  (block: () => unknown, timeoutMs?: number): Chain
}

interface PerformTimed<Chain> {
  (block: (done: () => void) => unknown, timeoutMs: number): Chain
  (block: (client: NightwatchAPI, done: () => void) => unknown, timeoutMs: number): Chain
}

/** Commands that Nightwatch does not have. */
interface AddedCommands {
  /**
   * Measures how long a block takes, in milliseconds. Check it with `metric('actions/timeExecution/<name>')`.
   * The name has 1 to 150 letters, digits, `_` and `-`. The participant fails when the block exceeds `timeoutMs`.
   * @example client.timeExecution('join', () => client.click('#join'), 5_000)
   */
  readonly timeExecution: TimeExecution<Awaitable<this, void>>

  /** Like `perform`, with its own timeout in milliseconds. */
  readonly performTimed: PerformTimed<Awaitable<this, void>>

  /**
   * Saves a screenshot of the page as an artifact.
   * @param fileName the characters `<>:"/\|?*` become `_`
   * @param exitOnFail whether the script fails when the screenshot cannot be taken; default `false`
   */
  takeScreenshot(fileName: string, exitOnFail?: boolean): Awaitable<this, void>

  /** Changes the network conditions of the participant, until the next change. */
  updateNetwork(mode: 'custom', config: CustomNetwork): Awaitable<this, void>
  updateNetwork(mode: Open<Network>): Awaitable<this, void>

  /** Sends a header with all further requests. `null` removes it. */
  setRequestHeader(name: string, value: string | null): Awaitable<this, void>

  /** Changes the user agent of the browser. `null` restores its own. */
  setUserAgent(userAgent: string | null): Awaitable<this, void>

  /** Puts a file into a file input: one of Loadero's sample files, or a file of this machine in a local run. */
  setFile(selector: Definition, file: string): Awaitable<this, void>

  /** Waits until a download is complete. The script fails after `timeoutMs` milliseconds, by default 1000. */
  waitForDownloadFinished(fileName: string, timeoutMs?: number): Awaitable<this, void>

  /** Creates a mailbox that exists until the end of the run. Its address begins with `prefix`. */
  genEmail(prefix: string, callback: (address: string) => void): Awaitable<this, void>

  /** Waits for a message to an address of `genEmail`. The callback gets all unread ones, the oldest first. */
  receiveEmail(address: string, callback: (messages: readonly EmailMessage[]) => void): Awaitable<this, void>

  /** Accepts an alert, if one is open. */
  ignoreAlert(): Awaitable<this, void>
}

/** Commands that Loadero adds to Nightwatch's, or that do something else there. */
export interface LoaderoCommands extends AddedCommands {
  /**
   * Holds the participant of a local run in a terminal, and opens the DevTools of its page, until you press Enter. Its
   * time does not count. Elsewhere it holds nothing: it is left out of a script that is pushed to Loadero, and refused
   * in CI.
   */
  debug(): Awaitable<this, void>
}

// This is Nightwatch's way to add commands. It also adds them inside of callbacks and chains. `debug` is not among them:
// a second type of a command of its own is an error for compilers that check the types of packages.
/** @ts-ignore Without the engine, there is nothing to add to. */
declare module '@loadero-test/engine/nightwatch' {
  interface NightwatchCustomCommands extends AddedCommands {}
}
