import type { Env } from './env.js'
import type { Watchdog } from './watchdog.js'

/** What everything that an engine starts on this machine needs. */
export interface EngineSetting {
  /** The caller's. */
  readonly env: Env
  readonly watchdog: Watchdog
  readonly workRoot: string
}
