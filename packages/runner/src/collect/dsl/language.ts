import type { Duration } from '../../model/duration.js'
import type { AssertSpec, ExpectationSpec, GroupSpec, ParticipantSpec, TestSpec, Verify } from '../../model/model.js'
import { declareGroup, declareTest, type TestModifier, noteScript } from './collector.js'
import type { VarsFor } from '../scripts/script-vars.js'
import { argumentsOf, eachRowsOf, type Table, titleOf } from './each.js'

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
  readonly allowSecrets?: boolean
}

export interface TestOptions {
  /** Of the test at Loadero that is meant, where several have its name, or where it is called something else. */
  id?: number
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
  /** What we check across participants, after the run. With a `successRate()` among them, not every participant must pass. */
  expects?: readonly ExpectationSpec[]
  /** For `--tag`. */
  tags?: readonly string[]
}

/** Declares one test for each row; the title may hold `%s` and its like, or `$field`. */
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

type MakeOptions = () => TestOptions
type DeclareTests = () => void

interface TestCall {
  (title: string, options: TestOptions, verify?: Verify): void
  readonly each: Each<MakeOptions>
}

interface DescribeCall {
  (title: string, declare: DeclareTests): void
  (title: string, options: { readonly tags: readonly string[] }, declare: DeclareTests): void
  readonly each: Each<DeclareTests>
}

function eachOf(declare: (title: string, make: () => unknown) => void) {
  return ((table: Table | TemplateStringsArray, ...values: unknown[]) =>
    (title: string, make: (...row: unknown[]) => unknown) => {
      const rows = 'raw' in table ? eachRowsOf(table, values) : table
      for (const [index, row] of rows.entries()) {
        declare(titleOf(title, row, index), () => make(...argumentsOf(row)))
      }
    }) as never
}

function testCall(mark: TestModifier): TestCall {
  return Object.assign(
    (title: string, options: TestOptions, verify?: Verify) => declareTest(mark, title, options, verify),
    {
      each: eachOf((title, make) => declareTest(mark, title, make())),
    },
  )
}

function describeCall(mark: TestModifier): DescribeCall {
  const call = (
    title: string,
    first: DeclareTests | { readonly tags: readonly string[] },
    last?: DeclareTests,
  ): void => {
    const [tags, declare] =
      typeof first === 'function' ? [[], first] : [first.tags, last ?? (() => undefined)]
    declareGroup({ title, mark, tags }, declare)
  }
  return Object.assign(call, {
    each: eachOf((title, make) => declareGroup({ title, mark, tags: [] }, make)),
  })
}

/**
 * Declares a test: who takes part, what they do, what must hold.
 * `only` leaves out all others of the session and is refused in CI, `skip` leaves this one out, `todo` is a plan.
 */
export const test = Object.assign(testCall('run'), {
  only: testCall('only'),
  skip: testCall('skip'),
  todo: (title: string): void => declareTest('todo', title),
})

/** Gathers tests under a name of their own; the callback runs at once and must not be async. */
export const describe = Object.assign(describeCall('run'), {
  only: describeCall('only'),
  skip: describeCall('skip'),
  todo: (title: string): void =>
    declareGroup({ title, mark: 'todo', tags: [] }, () => declareTest('todo', 'to be written')),
})

/**
 * Names the script that every participant of the test plays.
 * With the script's module as type, `script<typeof import('./call.js')>('./call.ts', …)`, its vars are checked.
 * @param path of a `.ts` or `.js` file, or of a `.java` or `.py` file in a project of that language; relative to the spec file
 * @param options.vars written into the script's text, and handed to its function as second argument.
 *   The service stores scripts in clear text.
 * @param options.allowSecrets writes what is marked `secret()` in spite of that
 */
export function script<Module = unknown>(
  path: string,
  options: { readonly vars?: VarsFor<Module>; readonly allowSecrets?: boolean } = {},
): ScriptReference {
  const reference = { path, ...options }
  noteScript(reference)
  return reference
}
