const maxFrames = 100

// A spec file may load another copy of this package than the runner, so this is global.
const stacksKey = Symbol.for('loadero-test.stacks')
const stacks = globalThis as { [stacksKey]?: unknown }

/** Sets how the stacks of declarations are written, with the lines of the author. */
export function keepStacks(prepareStackTrace: (error: unknown, sites: readonly NodeJS.CallSite[]) => string) {
  stacks[stacksKey] = prepareStackTrace
}

/** Runs code with the stacks of this package, also when a spec file limits or changes stacks. */
export function withOwnStacks<T>(code: () => T): T {
  const { stackTraceLimit } = Error
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  const own = stacks[stacksKey]
  const isReplaced = prepare !== undefined && prepare.value !== own
  Error.stackTraceLimit = maxFrames
  if (isReplaced)
    Reflect.defineProperty(Error, 'prepareStackTrace', { configurable: true, writable: true, value: own })
  try {
    return code()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    if (isReplaced) Object.defineProperty(Error, 'prepareStackTrace', prepare)
  }
}

/** An error with the stack of a declaration. */
export function captureCall(): Error {
  return withOwnStacks(() => new Error())
}
