import type {
  AudioFeed,
  Browser,
  ComputeUnit,
  IncrementStrategy,
  LocationName,
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
import type { HistoryLimit } from './analysis/history-limit.js'
import type { NumberCondition, TimeWindow } from './timed/time-window.js'
import type { VerifyCall } from './verify-call.js'

/** One browser profile of a test. */
export interface ParticipantSpec {
  /** Name in reports and in slices. Not empty; give each participant of a group its own name. */
  readonly name: string
  /** Number of identical copies. A whole number from 1. Default: 1. */
  readonly count: number
  /**
   * Browser: an alias such as `'chromeLatest'` or `'firefoxLatest'`, or a version such as `'chrome131'`.
   * Required, unless `participant.browser` of `loadero.config.ts` sets it for all participants.
   */
  readonly browser: Open<Browser>
  /** Network conditions from the start, for example `'4g'`. Default: `'default'`, no limits. */
  readonly network: Open<Network>
  /** Region that the browser runs in, for example `'eu-central-1'`. Default: `'us-west-2'`. */
  readonly location: Open<LocationName>
  /** Size of the machine: `'g1'` is one compute unit, 0.5 CPU cores and 1 GB of memory. Default: `'g2'`. */
  readonly computeUnit: Open<ComputeUnit>
  /** Sound of the fake microphone. Default: `'default'`. */
  readonly audioFeed: Open<AudioFeed>
  /** Picture of the fake camera, for example `'720p-30fps'`. Default: `'default'`. */
  readonly videoFeed: Open<VideoFeed>
  /** Whether to record the audio output of the browser, as an artifact. Default: `false`. */
  readonly recordAudio: boolean
}

/** Participants that belong together. With a `…_group` increment strategy, they start together. */
export interface GroupSpec {
  /** Name in reports and in slices. Not empty; give each group its own name. */
  readonly name: string
  /** Number of identical copies of the whole group. A whole number from 1. Default: 1. */
  readonly count: number
  /** The participants of one copy of the group. At least one. */
  readonly participants: readonly ParticipantSpec[]
}

/** Comparisons of a property of a participant. All given ones must hold. */
export interface PropertyComparisons<T extends string | number> {
  /** Equal to the value. */
  readonly eq?: T
  /** Not equal to the value. */
  readonly neq?: T
  /** Less than the value. */
  readonly lt?: T
  /** Less than the value, or equal to it. */
  readonly lte?: T
  /** Greater than the value. */
  readonly gt?: T
  /** Greater than the value, or equal to it. */
  readonly gte?: T
  /** Matches a regular expression in the service's syntax, for example `'^chrome'`. */
  readonly regex?: string
}

/** A value that must be equal, or one or more comparisons that must all hold, for example `{ gte: 2, lt: 5 }`. */
export type PropertyCondition<T extends string | number> = T | PropertyComparisons<T>

/** Properties of participants that limit an assert. All given conditions must hold. */
export interface ParticipantFilter {
  /** As in the participant's options, for example `'chromeLatest'`. */
  readonly browser?: PropertyCondition<Open<Browser>> | undefined
  /** For example `'4g'`. */
  readonly network?: PropertyCondition<Open<Network>> | undefined
  /** For example `'eu-central-1'`. */
  readonly location?: PropertyCondition<Open<LocationName>> | undefined
  /** For example `'g2'`. */
  readonly computeUnit?: PropertyCondition<Open<ComputeUnit>> | undefined
  /** For example `'silence'`. */
  readonly audioFeed?: PropertyCondition<Open<AudioFeed>> | undefined
  /** For example `'720p-30fps'`. */
  readonly videoFeed?: PropertyCondition<Open<VideoFeed>> | undefined
  /** The participant's `name`. */
  readonly participantName?: PropertyCondition<string> | undefined
  /** Number of the participant within its copy of the group, from 0. */
  readonly participantNum?: PropertyCondition<number> | undefined
  /** The group's `name`. */
  readonly groupName?: PropertyCondition<string> | undefined
  /** Number of the group over all copies of all groups, from 0. */
  readonly groupNum?: PropertyCondition<number> | undefined
}

/** A threshold that Loadero checks on each participant. Write it with `metric('…').lessThan(…)`. */
export interface AssertSpec {
  /** Set by `metric()`. */
  readonly kind: 'assert'
  /** Metric path, for example `'webrtc/audio/rtt/avg'`. */
  readonly path: Open<MetricPath>
  /** How the metric is compared with the threshold: `lt` for `lessThan()`, and so on. */
  readonly operator: Operator
  /** The threshold as text, in the unit of the metric. */
  readonly expected: string
  /** Limits the assert to some participants; empty for all of them. */
  readonly preconditions: ParticipantFilter
}

/** Selects participants of a run. All given keys must match; a list matches any of its values. */
export interface ParticipantSlice {
  /** The group's `name`. */
  readonly group?: string | readonly string[] | undefined
  /** The participant's `name`. */
  readonly participant?: string | readonly string[] | undefined
  /** As in the participant's options, for example `'chromeLatest'`. */
  readonly browser?: string | readonly string[] | undefined
  /** For example `'4g'`. */
  readonly network?: string | readonly string[] | undefined
  /** For example `'eu-central-1'`. */
  readonly location?: string | readonly string[] | undefined
  /** For example `'g2'`. */
  readonly computeUnit?: string | readonly string[] | undefined
}

/** How the values of several participants become one number. `share` compares each value, and counts the matches. */
export type Aggregation =
  | {
      /** The smallest or largest value, or the arithmetic mean. */
      readonly kind: 'min' | 'max' | 'mean'
    }
  | {
      /** A percentile of the values, interpolated between two of them. */
      readonly kind: 'percentile'
      /** From 0 to 100. */
      readonly percentile: number
    }
  | {
      /** The share of participants that meet the threshold. */
      readonly kind: 'share'
      /** From 0 to 1. */
      readonly share: number
    }

/** What an expectation is about: one value of each participant, and how these become one number. */
export interface ExpectedMetric {
  /** A metric of the whole run has an aggregate, `webrtc/audio/rtt/avg`. A metric per second has none, `webrtc/audio/rtt`. */
  readonly path: Open<MetricPath>
  /** How the values of the participants become one number. */
  readonly summary: Aggregation
  /** Absent for the whole run. */
  readonly window?: TimeWindow
  /** From 0 to 1: the share of seconds in which the comparison must hold. The default for a metric per second is 1. */
  readonly secondsShare?: number
  /** The value is the time until the metric meets this, in milliseconds. */
  readonly until?: NumberCondition
}

/** A threshold that loadero-test checks across participants, after the run. Write it with `metric(…)` or `successRate()`. */
export interface ExpectationSpec {
  /** Set by `metric()` and `successRate()`. */
  readonly kind: 'expectation'
  /** Absent for the success rate. */
  readonly metric?: ExpectedMetric
  /** The participants that count; empty for all of them. */
  readonly slice: ParticipantSlice
  /** How the number is compared with the threshold: `lt` for `lessThan()`, and so on. */
  readonly operator: Exclude<Operator, 'regex'>
  /** The threshold, in the unit of the metric; for the success rate, a share from 0 to 1. 0 with an unread `history`. */
  readonly expected: number
  /** The threshold follows from earlier runs. Write it with `notWorseThan(previousRuns(5), { by: '20%' })`. */
  readonly history?: HistoryLimit
  /** What a participant without a value does: `'fail'` fails the expectation, `'skip'` leaves the participant out. */
  readonly missing: 'fail' | 'skip'
  /** `'warning'`: reports show the expectation, but it does not fail the test. */
  readonly severity?: 'warning'
}

/** The `expect` of Vitest, loaded only when a test has a callback. */
export type Expect = ExpectStatic

/**
 * A check that you write yourself, run after the run is over. The test fails when it throws.
 * @example async ({ results, expect }) => { expect(results).toHaveLength(10) }
 */
export type Verify = (context: {
  /** The run, as the service returns it. */
  readonly run: Run
  /** One result for each participant, as the service returns it. */
  readonly results: readonly Result[]
  /** The `expect` of Vitest: `expect(value).toBe(…)`. */
  readonly expect: Expect
}) => void | Promise<void>

/** Maps the lines of a script's text to the files that they were written in. */
export interface ScriptMap {
  /** Relative to the project root, with forward slashes. */
  readonly sources: readonly string[]
  /** As in a source map. Absent when the text has the lines of its one source. */
  readonly mappings?: string
}

/** A checked test, with the defaults filled in and the script read. */
export interface TestSpec {
  /** Id of the remote test, when the spec gives one. */
  readonly id?: number
  readonly mode: TestMode
  readonly incrementStrategy: IncrementStrategy
  readonly startIntervalSeconds: number
  readonly participantTimeoutSeconds: number
  /** Whether the service computes MOS scores of the audio. */
  readonly mosTest: boolean
  /** The text that is sent to the service. */
  readonly script: string
  readonly scriptLanguage: 'javascript' | 'java' | 'python'
  /** Where its lines were written. */
  readonly scriptMap: ScriptMap
  readonly groups: readonly GroupSpec[]
  /** The participants without a group. */
  readonly participants: readonly ParticipantSpec[]
  readonly asserts: readonly AssertSpec[]
  readonly expects: readonly ExpectationSpec[]
  readonly verify?: VerifyCall
}

/** Identifies a test. */
export interface TestIdentity {
  /** Full name, `describe > test`: unique in the project, and the name of the test at Loadero. */
  readonly id: string
  /** The title of the `test()` call, without those of its `describe` blocks. */
  readonly title: string
  /** Where `test()` is called. */
  readonly location: SourceLocation
  /** Its own tags and those of its `describe` blocks. */
  readonly tags: readonly string[]
  /** For dashboards and test management: `requirement`, `testrail`. Absent for none. */
  readonly properties?: Readonly<Record<string, string>>
}

/** A collected test that is to be run. */
export interface SpecTest extends TestIdentity {
  /** Its options, with the defaults filled in. */
  readonly spec: TestSpec
}

/** A declared test, whether it is run or not, and even if it is invalid. */
export interface Declaration {
  readonly id: TestIdentity['id']
  /** Relative to the project root, with forward slashes. */
  readonly file: string
  /** The `id` among its options. */
  readonly remoteId?: number
}

/** A declared test that is not run: marked `skip` or `todo`, or left out because another test is marked `only`. */
export interface SkippedTest extends TestIdentity {
  readonly reason: string
}

/** The settings that the service gives a participant without them. That of `location` is an assumption. */
export const serviceDefaults = {
  network: 'default',
  location: 'us-west-2',
  computeUnit: 'g2',
  audioFeed: 'default',
  videoFeed: 'default',
  recordAudio: false,
} as const satisfies Partial<ParticipantSpec>

/** The settings of a test whose options do not set them. */
export const testDefaults = {
  mode: 'performance',
  incrementStrategy: 'linear',
  startIntervalSeconds: 1,
  participantTimeoutSeconds: 300,
  mosTest: false,
} as const satisfies Partial<TestSpec>

type ParticipantLists = Pick<TestSpec, 'groups' | 'participants'>

/** All participants of a spec, with those in groups. */
export function allParticipants({ groups, participants }: ParticipantLists): readonly ParticipantSpec[] {
  return [...participants, ...groups.flatMap((group) => group.participants)]
}

/** The number of participants of a test: all copies of participants, in all copies of groups. */
export function participantCount({ spec }: { readonly spec: ParticipantLists }): number {
  const groups = [{ count: 1, participants: spec.participants }, ...spec.groups]
  const counts = groups.flatMap(({ count, participants }) => participants.map((one) => count * one.count))
  return counts.reduce((total, count) => total + count, 0)
}
