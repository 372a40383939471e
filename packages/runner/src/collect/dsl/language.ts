import type { Duration } from '../../model/duration.js'
import type {
  AssertSpec,
  ExpectationSpec,
  GroupSpec,
  ParticipantSpec,
  TestSpec,
  Verify,
} from '../../model/spec.js'
import type { VarsFor } from '../scripts/script-vars.js'
import { declareGroup, declareTest, recordScript, type TestModifier } from './collector.js'
import { argumentsOf, eachRowsOf, type Table, titleOf } from './each.js'

type OnlyRequired<T, K extends keyof T> = Pick<T, K> & Partial<Omit<T, K>>

/** One browser profile. Only `name` and `browser` are required. */
export type ParticipantOptions = OnlyRequired<ParticipantSpec, 'name' | 'browser'>

/** Participants that belong together, and can be copied together. */
export interface GroupOptions extends Pick<GroupSpec, 'name'> {
  /** Number of identical copies of the whole group. A whole number from 1. Default: 1. */
  count?: number
  /** The participants of one copy of the group. At least one. */
  participants: readonly ParticipantOptions[]
}

/** The options of `script()`. */
export interface ScriptOptions<Module = unknown> {
  /**
   * Values for the script: the second parameter of its function. Strings, finite numbers, booleans, null, and arrays and
   * plain objects of them. They are written into the script, which Loadero stores in clear text. Default: none.
   */
  readonly vars?: VarsFor<Module>
  /** Whether values of `secret()` may be written into the script. Default: `false`. */
  readonly allowSecrets?: boolean
}

/** The options of `describe()`. */
export interface DescribeOptions {
  /** Words to select all tests of the block by with `--tag`. Letters, digits and `. : / _ -`. */
  readonly tags: readonly string[]
}

/** A script file and its variables. Write it with `script('./call.ts')`. */
export interface ScriptReference {
  /** Relative to the spec file. */
  readonly path: string
  /** Values for the script: the second parameter of its function. Default: none. */
  readonly vars?: Readonly<Record<string, unknown>>
  /** Whether values of `secret()` may be written into the script. Default: `false`. */
  readonly allowSecrets?: boolean
}

/** The options of a test. Required: `script`, and `participants` or `groups`. */
export interface TestOptions {
  /**
   * Id of an existing test at Loadero that this spec manages. Needed when several tests there have the same name, or
   * when the test has another name. A whole number from 1. Default: the test is found by its name.
   */
  id?: number
  /**
   * What is measured, and how many participants a run can have, all copies included:
   * `'performance'`: all metrics, at most 50; `'load'`: no machine metrics, as many as your plan allows;
   * `'session-record'`: at most 10, for recordings of sessions.
   * Default: `'performance'`.
   */
  mode?: TestSpec['mode']
  /**
   * How the starts of participants spread over `startInterval`: at equal distances (`'linear'`), or at random
   * (`'random'`). With `'linear_group'` and `'random_group'`, the participants of a group start together.
   * Default: `'linear'`.
   */
  incrementStrategy?: TestSpec['incrementStrategy']
  /**
   * Time within which all participants start. Text with a unit (`'90s'`, `'5m'`) or whole seconds, at least 1 second.
   * Keep it shorter than `participantTimeout`, so that all participants run at the same time. Default: `'1s'`.
   */
  startInterval?: Duration
  /**
   * Whether Loadero computes MOS scores, which rate the audio of each participant from 1 to 5. It needs a plan with MOS.
   * Default: `false`.
   */
  mosTest?: boolean
  /**
   * Time that each participant has, from its own start. A participant that takes longer times out.
   * Text with a unit (`'90s'`, `'5m'`) or whole seconds, at least 1 second; your plan sets the maximum. Default: `'5m'`.
   */
  participantTimeout?: Duration
  /** The script that each participant executes once: `script('./call.ts')`. */
  script: ScriptReference
  /** Groups of participants. Default: none. */
  groups?: readonly GroupOptions[]
  /** Participants without a group. Default: none. */
  participants?: readonly ParticipantOptions[]
  /**
   * Thresholds that Loadero checks on each participant. A participant that misses one fails. Default: none.
   * @example asserts: [metric('webrtc/audio/rtt/avg').lessThan(200)]
   */
  asserts?: readonly AssertSpec[]
  /**
   * Thresholds that loadero-test checks across all participants, after the run. Default: none.
   * Without a `successRate()` among them, every participant must pass.
   * @example expects: [metric('webrtc/video/fps/in/avg').percentile(5).atLeast(20), successRate().atLeast(0.95)]
   */
  expects?: readonly ExpectationSpec[]
  /** Words to select tests by with `--tag`. Letters, digits and `. : / _ -`. Default: the tags of its `describe`. */
  tags?: readonly string[]
}

/** Declares one test for each row. The title may contain `%s`, `%i`, `%j`, `%#` (row number from 0) or `$field`. */
interface Each<Declare extends (...args: never[]) => unknown> {
  <Row extends readonly unknown[]>(
    table: readonly Row[],
  ): (title: string, make: (...row: [...Row]) => ReturnType<Declare>) => void
  <Row>(table: readonly Row[]): (title: string, make: (row: Row) => ReturnType<Declare>) => void
  (
    heading: TemplateStringsArray,
    ...values: unknown[]
  ): (title: string, make: (row: Readonly<Record<string, unknown>>) => ReturnType<Declare>) => void
}

interface TestCall {
  (title: string, options: TestOptions, verify?: Verify): void
  /**
   * Declares one test for each row of a table; the callback returns its options. The title may contain `%s` or `$field`.
   * @example test.each([1, 10])('%i visitors', (count) => ({ ...options, participants: [{ ...visitor, count }] }))
   */
  readonly each: Each<() => TestOptions>
}

interface DescribeCall {
  (title: string, declare: () => void): void
  (title: string, options: DescribeOptions, declare: () => void): void
  /** Runs the callback once for each row of a table. The title may contain `%s` or `$field`. */
  readonly each: Each<() => void>
}

function createEach(declare: (title: string, make: () => unknown) => void) {
  return ((table: Table | TemplateStringsArray, ...values: unknown[]) =>
    (title: string, make: (...row: unknown[]) => unknown) => {
      const rows = 'raw' in table ? eachRowsOf(table, values) : table
      for (const [index, row] of rows.entries()) {
        declare(titleOf(title, row, index), () => make(...argumentsOf(row)))
      }
    }) as never
}

function createTestCall(modifier: TestModifier): TestCall {
  return Object.assign(
    (title: string, options: TestOptions, verify?: Verify) => declareTest(modifier, title, options, verify),
    { each: createEach((title, make) => declareTest(modifier, title, make())) },
  )
}

function createDescribeCall(modifier: TestModifier): DescribeCall {
  const call = (title: string, first: (() => void) | DescribeOptions, last?: () => void): void => {
    const [tags, declare] =
      typeof first === 'function' ? [[], first] : [first.tags, last ?? (() => undefined)]
    declareGroup({ title, modifier, tags }, declare)
  }
  return Object.assign(call, {
    each: createEach((title, make) => declareGroup({ title, modifier, tags: [] }, make)),
  })
}

/**
 * Declares a test: the participants, the script that they execute, and the thresholds that must hold.
 * @param title unique in the project, together with the titles of its `describe` blocks; it names the test at Loadero
 * @param verify a check that you write yourself, run after the run is over
 * @example
 * test('two people hear each other', {
 *   script: script('./call.ts'),
 *   participants: [{ name: 'caller', browser: 'chromeLatest', count: 2 }],
 *   asserts: [metric('webrtc/audio/rtt/avg').lessThan(200)],
 * })
 */
export const test = Object.assign(createTestCall('run'), {
  /** Declares a test, and leaves out all tests that are not marked `only`. In CI it is an error. */
  only: createTestCall('only'),
  /** Declares a test that is not run. Its options are not checked. */
  skip: createTestCall('skip'),
  /** Declares a planned test, by its title alone. */
  todo: (title: string): void => declareTest('todo', title),
})

/**
 * Groups tests under a title. The callback runs at once, and must not be async.
 * @example describe('shop', { tags: ['smoke'] }, () => { test('opens', options) })
 */
export const describe = Object.assign(createDescribeCall('run'), {
  /** Leaves out all tests that are not marked `only`. In CI it is an error. */
  only: createDescribeCall('only'),
  /** Declares tests that are not run. */
  skip: createDescribeCall('skip'),
  /** Declares planned tests, by a title alone or with the tests that are written already. */
  todo: (title: string, declare: () => void = () => declareTest('todo', 'to be written')): void =>
    declareGroup({ title, modifier: 'todo', tags: [] }, declare),
})

/**
 * Names the script that every participant of a test executes.
 * With the type of the script's module, `script<typeof import('./call.js')>('./call.ts', …)`, its vars are checked.
 * @param path a `.ts`, `.mts`, `.js`, `.mjs` or `.cjs` file, or a `.java` or `.py` file in a project of that language; relative
 *   to the spec file
 * @param options values for the script
 * @example script('./call.ts', { vars: { room: 'demo' } })
 */
export function script<Module = unknown>(path: string, options: ScriptOptions<Module> = {}): ScriptReference {
  const reference = { path, ...options }
  recordScript(reference)
  return reference
}
