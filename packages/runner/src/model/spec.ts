import type {
  AudioFeed,
  Browser,
  ComputeUnit,
  IncrementStrategy,
  Location,
  MetricPath,
  Network,
  Open,
  Operator,
  Result,
  Run,
  TestMode,
  VideoFeed,
} from '@loadero-test/core'
import type { ExpectStatic } from '@vitest/expect'
import type { SourceLocation } from './diagnostic.js'

export interface ParticipantSpec {
  readonly name: string
  readonly count: number
  readonly browser: Open<Browser>
  readonly network: Open<Network>
  readonly location: Open<Location>
  readonly computeUnit: Open<ComputeUnit>
  readonly audioFeed: Open<AudioFeed>
  readonly videoFeed: Open<VideoFeed>
  readonly recordAudio: boolean
}

export interface GroupSpec {
  readonly name: string
  readonly count: number
  readonly participants: readonly ParticipantSpec[]
}

/** A value that must be equal, or a comparison, e.g. `{ gte: 2 }`. */
export type PropertyCondition<T extends string | number> =
  T | ({ readonly [O in Exclude<Operator, 'regex'>]?: T } & { readonly regex?: string })

/** Properties of a participant that an assert may be limited to. */
export interface ParticipantFilter {
  readonly browser?: PropertyCondition<Open<Browser>> | undefined
  readonly network?: PropertyCondition<Open<Network>> | undefined
  readonly location?: PropertyCondition<Open<Location>> | undefined
  readonly computeUnit?: PropertyCondition<Open<ComputeUnit>> | undefined
  readonly audioFeed?: PropertyCondition<Open<AudioFeed>> | undefined
  readonly videoFeed?: PropertyCondition<Open<VideoFeed>> | undefined
  readonly participantName?: PropertyCondition<string> | undefined
  /** From 0 within a group copy. */
  readonly participantNum?: PropertyCondition<number> | undefined
  readonly groupName?: PropertyCondition<string> | undefined
  /** From 0 over all copies of all groups. */
  readonly groupNum?: PropertyCondition<number> | undefined
}

export interface AssertSpec {
  readonly kind: 'assert'
  readonly path: Open<MetricPath>
  readonly operator: Operator
  readonly expected: string
  readonly preconditions: ParticipantFilter
}

/** A slice of a run's participants; several values of one key are alternatives. */
export type ParticipantSlice = {
  readonly [K in 'group' | 'participant' | 'browser' | 'network' | 'location' | 'computeUnit']?:
    string | readonly string[] | undefined
}

/** How the values of several participants become one number; `share` compares each and counts. */
export type Aggregation =
  | { readonly kind: 'min' | 'max' | 'mean' }
  | { readonly kind: 'percentile'; readonly percentile: number }
  | { readonly kind: 'share'; readonly share: number }

/** What we check across participants, after the run. */
export interface ExpectationSpec {
  readonly kind: 'expectation'
  /** Absent for the success rate. */
  readonly metric?: { readonly path: Open<MetricPath>; readonly summary: Aggregation }
  readonly slice: ParticipantSlice
  readonly operator: Exclude<Operator, 'regex'>
  readonly expected: number
  /** What a participant without a value means: `skip` leaves it out. */
  readonly missing: 'fail' | 'skip'
}

/** `expect(value).toBe(…)` and all else of Vitest's; loaded only by a session that has a callback which takes it. */
export type Expect = ExpectStatic

/** Anything else that must hold, with an `expect` like Vitest's; throws when it does not. */
export type Verify = (context: {
  readonly run: Run
  /** One for each participant, with all that the service knows of it. */
  readonly results: readonly Result[]
  readonly expect: Expect
}) => void | Promise<void>

/** Where the lines of a script's text were written. */
export interface ScriptMap {
  /** Relative to the project's root, with forward slashes. */
  readonly sources: readonly string[]
  /** As in a source map. Absent when the text has the lines of its one source. */
  readonly mappings?: string
}

/** What a test is: checked, with the defaults filled in and the script's text read. */
export interface TestSpec {
  /** Of the remote test that is meant, where the name does not say it. */
  readonly id?: number
  readonly mode: TestMode
  readonly incrementStrategy: IncrementStrategy
  readonly startIntervalSeconds: number
  readonly participantTimeoutSeconds: number
  /** The one text that reaches the service. */
  readonly script: string
  readonly scriptLanguage: 'javascript' | 'java' | 'python'
  /** Where its lines were written. */
  readonly scriptMap: ScriptMap
  readonly groups: readonly GroupSpec[]
  /** Those without a group. */
  readonly participants: readonly ParticipantSpec[]
  readonly asserts: readonly AssertSpec[]
  readonly expects: readonly ExpectationSpec[]
  readonly verify?: Verify
}

/** What a test is known by. */
export interface TestIdentity {
  /** Full name, `describe > test`: unique in the project, and the name of the test at Loadero. */
  readonly id: string
  readonly title: string
  readonly location: SourceLocation
  readonly tags: readonly string[]
}

/** One collected `test()` call that is to be run. */
export interface TestCase extends TestIdentity {
  readonly spec: TestSpec
}

/** What is declared somewhere, whether it is run or not, and even if it is wrong. */
export interface Declaration {
  readonly id: TestIdentity['id']
  /** Relative to the project's root, with forward slashes. */
  readonly file: string
  readonly remoteId?: number
}

/** One that is declared but not run: skipped, only planned, or left out because of an `only`. */
export interface SkippedTest extends TestIdentity {
  readonly reason: string
}
