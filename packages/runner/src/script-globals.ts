import type {
  AudioFeed,
  Browser,
  ComputeUnit,
  LocationName,
  Network,
  Open,
  VideoFeed,
} from '@loadero-test/core'
/** @ts-ignore Without the engine, the globals of Nightwatch have no types. */
import type { NightwatchInternalGlobals } from '@loadero-test/engine/nightwatch'

/** What Loadero adds to `client.globals`, beside Nightwatch's own settings. */
export type LoaderoGlobals = {
  /** The participant that executes the script. */
  readonly participant: {
    /** Number within its copy of the group, from 0. */
    readonly id: number
    /** Number over the whole test, from 0. */
    readonly globalID: number
    /** The `name` of the participant in the spec. */
    readonly name: string
  }
  /** The group of the participant. */
  readonly group: {
    /** Number over all copies of all groups, from 0. */
    readonly id: number
    /** The `name` of the group in the spec. */
    readonly name: string
  }
  /** Ids of the run and of its participant, as in the API. With them, data that a script stores elsewhere can be found. */
  readonly run: {
    /** Id of the run. */
    readonly id: number
    /** The participant of the run. */
    readonly participant: {
      /** Id of the participant of the run. */
      readonly id: number
    }
  }
  /** The test that runs. */
  readonly test: {
    /** Name of the test at Loadero. */
    readonly name: string
    /** Time that each participant has, in seconds. */
    readonly participantTimeout: number
    /** Time within which all participants start, in seconds. */
    readonly startInterval: number
    /** Number of participants, all copies included. */
    readonly totalParticipants: number
  }
  /** Browser of the participant, for example `'chromeLatest'`. */
  readonly browser: Open<Browser>
  /** Compute unit of the participant, for example `'g2'`. */
  readonly computeUnit: Open<ComputeUnit>
  /** Region of the participant, for example `'eu-central-1'`. */
  readonly location: Open<LocationName>
  /** Network conditions at the start, for example `'4g'`. `updateNetwork` does not change this value. */
  readonly network: Open<Network>
  /** Sound of the fake microphone. */
  readonly audioFeed: Open<AudioFeed>
  /** Picture of the fake camera. */
  readonly videoFeed: Open<VideoFeed>
  /**
   * Whether the script of a local run goes on, and may pass, when a page cannot be loaded. A script sets it. It has no
   * effect at Loadero. Default: false
   */
  ignoreFailedNavigation?: boolean
} & {
  // Nightwatch's own type allows any name. This mapped type keeps unknown names errors.
  [Name in keyof NightwatchInternalGlobals]: NightwatchInternalGlobals[Name]
}
