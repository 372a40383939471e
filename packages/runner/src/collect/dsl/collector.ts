import { UserError } from '../../model/errors.js'
import { captureCall, withOwnStacks } from './own-stacks.js'

/** The modifier of a test or of a `describe`. */
export type TestModifier = 'run' | 'only' | 'todo' | 'skip'

/** A `test()` call, not checked yet. */
export interface CollectedTest {
  /** Titles from the outermost `describe` to the test itself. */
  readonly titles: readonly unknown[]
  readonly options: unknown
  readonly verify: unknown
  /**
   * As in Vitest: of nested `skip` and `todo`, the innermost applies. An `only` applies to all tests in its `describe`,
   * unless another `only` in there chooses among them.
   */
  readonly modifier: TestModifier
  /** Whether the test or one of its `describe` blocks is marked `only`, which leaves out all tests that are not. */
  readonly usesOnly: boolean
  /** Tags of its `describe` blocks. Its own tags are among its options. */
  readonly tags: readonly unknown[]
  /** Stack of the call. */
  readonly stack: string
}

interface Scope {
  readonly title: unknown
  readonly modifier: TestModifier
  readonly tags: readonly unknown[]
}

interface OpenScope extends Scope {
  /** Whether a test or a `describe` in it is marked `only`. */
  containsOnly: boolean
}

/** A test whose modifier is known once the whole file is loaded. */
interface DeclaredCall extends Omit<CollectedTest, 'usesOnly' | 'stack'> {
  readonly call: Error
  readonly scopes: readonly OpenScope[]
}

/** A `script()` call. */
export interface CollectedScript {
  /** The returned object. */
  readonly reference: object
  readonly stack: string
}

export interface CollectedFile {
  readonly tests: readonly CollectedTest[]
  /** Those that are the script of no test. */
  readonly unusedScripts: readonly CollectedScript[]
}

interface Collector {
  readonly tests: DeclaredCall[]
  readonly scripts: { readonly reference: object; readonly call: Error }[]
  readonly scopes: OpenScope[]
}

// A spec file may load another copy of this package than the runner, so the collector is global.
const collectorKey = Symbol.for('loadero-test.collector')
const holder = globalThis as { [collectorKey]?: Collector | undefined }

/** Runs `load`, and returns what it declares. There is one collector, so files are loaded one at a time. */
export async function collectDeclarations(load: () => Promise<unknown>): Promise<CollectedFile> {
  const collector: Collector = { tests: [], scripts: [], scopes: [] }
  holder[collectorKey] = collector
  try {
    await load()
    const used = new Set(
      collector.tests.map(({ options }) => (options as { script?: unknown } | undefined)?.script),
    )
    // A stack costs time when it is read, because the mappings of the file are decoded then.
    return withOwnStacks(() => ({
      tests: collector.tests.map(finishTest),
      unusedScripts: collector.scripts
        .filter(({ reference }) => !used.has(reference))
        .map(({ reference, call }) => ({ reference, stack: call.stack ?? '' })),
    }))
  } finally {
    holder[collectorKey] = undefined
  }
}

function currentCollector(caller: string): Collector {
  const collector = holder[collectorKey]
  if (collector) return collector
  throw new UserError(
    'specs',
    `${caller}() was called outside a spec file`,
    'Run the file with `loadero-test`, and declare tests while it loads, not later.',
  )
}

function finishTest({ scopes, modifier: own, call, ...test }: DeclaredCall): CollectedTest {
  const nearest = [own, ...scopes.map((scope) => scope.modifier).toReversed()]
  const excluding = nearest.find((modifier) => modifier === 'skip' || modifier === 'todo')
  const isChosen = own === 'only' || scopes.some((scope) => scope.modifier === 'only' && !scope.containsOnly)
  return {
    ...test,
    stack: call.stack ?? '',
    modifier: excluding ?? (isChosen ? 'only' : 'run'),
    usesOnly: nearest.includes('only'),
  }
}

export function declareTest(
  modifier: TestModifier,
  title: unknown,
  options?: unknown,
  verify?: unknown,
): void {
  const { tests, scopes } = currentCollector('test')
  if (modifier === 'only') for (const scope of scopes) scope.containsOnly = true
  tests.push({
    titles: [...scopes.map((scope) => scope.title), title],
    options,
    verify,
    modifier,
    scopes: [...scopes],
    tags: scopes.flatMap((scope) => scope.tags),
    call: captureCall(),
  })
}

/** Records a `script()` call. Outside a spec file, for example in a unit test of a helper, it does nothing. */
export function recordScript(reference: object): void {
  holder[collectorKey]?.scripts.push({ reference, call: captureCall() })
}

/** @throws UserError when the callback is async: tests that it declares later would be lost */
export function declareGroup(scope: Scope, declare: () => unknown): void {
  const { scopes } = currentCollector('describe')
  if (scope.modifier === 'only') for (const outer of scopes) outer.containsOnly = true
  scopes.push({ ...scope, containsOnly: false })
  try {
    const declared = declare()
    if (declared instanceof Promise) {
      // What it does later also fails, and is not another problem.
      declared.catch(() => undefined)
      throw new UserError(
        'specs',
        `The callback of describe('${String(scope.title)}') is async. It must not be async.`,
      )
    }
  } finally {
    scopes.pop()
  }
}
