import { UserError } from '../../model/errors.js'

/** The modifier of a test or of a `describe`. Of nested modifiers, the strongest applies. */
export type TestModifier = 'run' | 'only' | 'todo' | 'skip'

/** A `test()` call, not checked yet. */
export interface CollectedTest {
  /** Titles from the outermost `describe` to the test itself. */
  readonly titles: readonly unknown[]
  readonly options: unknown
  readonly verify: unknown
  readonly modifier: TestModifier
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

/** A `script()` call. */
export interface CollectedScript {
  /** The returned object, to find out which test uses it. */
  readonly reference: object
  readonly stack: string
}

export interface CollectedFile {
  readonly tests: readonly CollectedTest[]
  readonly scripts: readonly CollectedScript[]
}

interface Collector extends CollectedFile {
  readonly tests: CollectedTest[]
  readonly scripts: CollectedScript[]
  readonly scopes: Scope[]
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
    return collector
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

const maxFrames = 100

/** The stack of a call, also in a file that limits or changes stacks. */
function callStack(): string {
  const { stackTraceLimit } = Error
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  Error.stackTraceLimit = maxFrames
  Reflect.deleteProperty(Error, 'prepareStackTrace')
  try {
    return new Error().stack ?? ''
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    if (prepare) Object.defineProperty(Error, 'prepareStackTrace', prepare)
  }
}

function strongestModifier(modifiers: readonly TestModifier[]): TestModifier {
  return (['skip', 'todo', 'only'] as const).find((modifier) => modifiers.includes(modifier)) ?? 'run'
}

export function declareTest(
  modifier: TestModifier,
  title: unknown,
  options?: unknown,
  verify?: unknown,
): void {
  const { tests, scopes } = currentCollector('test')
  tests.push({
    titles: [...scopes.map((scope) => scope.title), title],
    options,
    verify,
    modifier: strongestModifier([...scopes.map((scope) => scope.modifier), modifier]),
    tags: scopes.flatMap((scope) => scope.tags),
    stack: callStack(),
  })
}

/** Records a `script()` call. Outside a spec file, for example in a unit test of a helper, it does nothing. */
export function recordScript(reference: object): void {
  holder[collectorKey]?.scripts.push({ reference, stack: callStack() })
}

/** @throws UserError when the callback is async: tests that it declares later would be lost */
export function declareGroup(scope: Scope, declare: () => unknown): void {
  const { scopes } = currentCollector('describe')
  scopes.push(scope)
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
