import { UserError } from '../errors.js'

/** A `test()` call as it was made, not yet checked. */
export interface CollectedTest {
  /** Names from the outermost `describe` to the test itself. */
  readonly titles: readonly string[]
  readonly options: unknown
  /** Stack at the call. */
  readonly stack: string
}

export interface Collector {
  readonly tests: CollectedTest[]
  readonly path: string[]
}

// A spec may resolve another copy of this package than the one that loads it: they meet on the global object.
const slot = Symbol.for('loadero-test.collector')
const holder = globalThis as { [slot]?: Collector }

/** Runs `load` and gives what was declared meanwhile. One file at a time: there is one collector. */
export const collecting = async (load: () => Promise<unknown>): Promise<readonly CollectedTest[]> => {
  const collector: Collector = { tests: [], path: [] }
  holder[slot] = collector
  try {
    await load()
    return collector.tests
  } finally {
    delete holder[slot]
  }
}

const current = (caller: string): Collector => {
  const collector = holder[slot]
  if (collector) return collector
  throw new UserError(
    'specs',
    `${caller}() was called outside a spec file`,
    'Run the file with `loadero-test`, and declare tests while it loads, not later.',
  )
}

export const declareTest = (title: string, options: unknown): void => {
  const { tests, path } = current('test')
  tests.push({ titles: [...path, title], options, stack: new Error().stack ?? '' })
}

export const declareGroup = (title: string, declare: () => void): void => {
  const { path } = current('describe')
  path.push(title)
  try {
    declare()
  } finally {
    path.pop()
  }
}
