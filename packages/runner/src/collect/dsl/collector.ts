import { UserError } from '../../model/errors.js'

/** How a test or a `describe` is marked; inside a `describe` the stronger of both holds. */
export type TestModifier = 'run' | 'only' | 'todo' | 'skip'

/** A `test()` call as it was made, not yet checked. */
export interface CollectedTest {
  /** Names from the outermost `describe` to the test itself. */
  readonly titles: readonly unknown[]
  readonly options: unknown
  readonly verify: unknown
  readonly mark: TestModifier
  /** Of the `describe`s around it; its own are among its options. */
  readonly tags: readonly unknown[]
  /** Stack at the call. */
  readonly stack: string
}

interface Scope {
  readonly title: unknown
  readonly mark: TestModifier
  readonly tags: readonly unknown[]
}

/** A `script()` call. */
export interface CollectedScript {
  /** What it gave, by which it is known again. */
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

// A spec may resolve another copy of this package than the one that loads it: they meet on the global object.
const slot = Symbol.for('loadero-test.collector')
const holder = globalThis as { [slot]?: Collector | undefined }

/** Runs `load` and gives what was declared meanwhile. One file at a time: there is one collector. */
export async function collecting(load: () => Promise<unknown>): Promise<CollectedFile> {
  const collector: Collector = { tests: [], scripts: [], scopes: [] }
  holder[slot] = collector
  try {
    await load()
    return collector
  } finally {
    holder[slot] = undefined
  }
}

function current(caller: string): Collector {
  const collector = holder[slot]
  if (collector) return collector
  throw new UserError(
    'specs',
    `${caller}() was called outside a spec file`,
    'Run the file with `loadero-test`, and declare tests while it loads, not later.',
  )
}

function strongest(marks: readonly TestModifier[]): TestModifier {
  return (['skip', 'todo', 'only'] as const).find((mark) => marks.includes(mark)) ?? 'run'
}

export function declareTest(mark: TestModifier, title: unknown, options?: unknown, verify?: unknown): void {
  const { tests, scopes } = current('test')
  tests.push({
    titles: [...scopes.map((scope) => scope.title), title],
    options,
    verify,
    mark: strongest([...scopes.map((scope) => scope.mark), mark]),
    tags: scopes.flatMap((scope) => scope.tags),
    stack: new Error().stack ?? '',
  })
}

/** Outside a spec file, e.g. in a test of a helper, there is nobody to tell. */
export function noteScript(reference: object): void {
  holder[slot]?.scripts.push({ reference, stack: new Error().stack ?? '' })
}

/** @throws UserError when the callback is async: what it declares later would belong to nobody */
export function declareGroup(scope: Scope, declare: () => unknown): void {
  const { scopes } = current('describe')
  scopes.push(scope)
  try {
    if (declare() instanceof Promise) {
      throw new UserError(
        'specs',
        `describe('${String(scope.title)}') has an async callback; it must not be async`,
      )
    }
  } finally {
    scopes.pop()
  }
}
