import type { MetricPath, Open, Operator } from '@loadero-test/core'
import type { Duration } from '../duration.js'
import type { AssertSpec, GroupSpec, ParticipantFilter, ParticipantSpec, TestSpec } from '../model.js'
import { declareGroup, declareTest } from './collector.js'

type OnlyRequired<T, K extends keyof T> = Pick<T, K> & Partial<Omit<T, K>>

/** One browser profile. Only a name and a browser are needed; the rest are the service's defaults. */
export type ParticipantOptions = OnlyRequired<ParticipantSpec, 'name' | 'browser'>

export interface GroupOptions extends Pick<GroupSpec, 'name'> {
  /** Identical copies of the group. Default 1. */
  count?: number
  participants: readonly ParticipantOptions[]
}

/** A file that holds one function expression taking Nightwatch's `client`, and what is written into it. */
export interface ScriptReference {
  /** Relative to the spec file. */
  readonly path: string
  readonly vars?: Readonly<Record<string, unknown>>
}

export interface TestOptions {
  /** Default `performance`. */
  mode?: TestSpec['mode']
  /** Default `linear`. */
  incrementStrategy?: TestSpec['incrementStrategy']
  /** The window in which all participants start. Default `'1s'`. */
  startInterval?: Duration
  /** What each participant has, from its own start. Default `'5m'`. */
  participantTimeout?: Duration
  script: ScriptReference
  groups?: readonly GroupOptions[]
  /** Participants without a group. */
  participants?: readonly ParticipantOptions[]
  /** What Loadero checks on every participant. */
  asserts?: readonly AssertSpec[]
}

/** Declares a test: who takes part, what they do, what must hold. */
export const test = (title: string, options: TestOptions): void => {
  declareTest(title, options)
}

/** Gathers tests under a name of their own; the callback runs at once and must not be async. */
export const describe = (title: string, declare: () => void): void => {
  declareGroup(title, declare)
}

/**
 * Names the script that every participant of the test plays.
 * @param path of a `.js` file, relative to the spec file
 * @param options.vars written into the script's text, and handed to its function as second argument.
 *   The service stores scripts in clear text: no secrets.
 */
export const script = (
  path: string,
  options: { vars?: Readonly<Record<string, unknown>> } = {},
): ScriptReference => ({
  path,
  ...options,
})

/** An assert that may be limited to some participants. */
export interface Assert extends AssertSpec {
  /** All given properties must hold for the assert to be checked. */
  when(preconditions: ParticipantFilter): AssertSpec
}

const assert = (path: Open<MetricPath>, operator: Operator, expected: number | string): Assert => {
  const spec = { path, operator, expected: String(expected), preconditions: {} }
  return { ...spec, when: (preconditions) => ({ ...spec, preconditions }) }
}

/** Begins an assert on one of Loadero's metrics, e.g. `metric('webrtc/audio/rtt/avg').lessThan(200)`. */
export const metric = (path: MetricPath) => ({
  lessThan: (expected: number) => assert(path, 'lt', expected),
  atMost: (expected: number) => assert(path, 'lte', expected),
  greaterThan: (expected: number) => assert(path, 'gt', expected),
  atLeast: (expected: number) => assert(path, 'gte', expected),
  equals: (expected: number | string) => assert(path, 'eq', expected),
  notEquals: (expected: number | string) => assert(path, 'neq', expected),
  /** A regular expression in the service's dialect, for text such as a codec's name. */
  matches: (expected: string) => assert(path, 'regex', expected),
})
