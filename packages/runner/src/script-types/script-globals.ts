import type { AudioFeed, Browser, ComputeUnit, Location, Network, Open, VideoFeed } from '@loadero-test/core'
import type { NightwatchInternalGlobals } from 'nightwatch'

/** What Loadero adds to `client.globals`, beside Nightwatch's own settings. */
export type LoaderoGlobals = {
  readonly participant: {
    /** Counts from 0 within its copy of the group. */
    readonly id: number
    /** Counts from 0 over the whole test. */
    readonly globalID: number
    readonly name: string
  }
  readonly group: {
    /** Counts from 0 over the whole test, copies of a group included. */
    readonly id: number
    readonly name: string
  }
  /** As in the API, so that what a script leaves elsewhere can be told by its run. */
  readonly run: { readonly id: number; readonly participant: { readonly id: number } }
  readonly test: {
    readonly name: string
    /** Seconds. */
    readonly participantTimeout: number
    /** Seconds. */
    readonly startInterval: number
    readonly totalParticipants: number
  }
  readonly browser: Open<Browser>
  readonly computeUnit: Open<ComputeUnit>
  readonly location: Open<Location>
  readonly network: Open<Network>
  readonly audioFeed: Open<AudioFeed>
  readonly videoFeed: Open<VideoFeed>
} & {
  // Spelled out, because only such a type may stand for Nightwatch's globals, which have any name.
  [Name in keyof NightwatchInternalGlobals]: NightwatchInternalGlobals[Name]
}
