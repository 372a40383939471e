'use strict'

/** Returns a function that takes back what was added since to the process and the globals: listeners and properties. */
module.exports = () => {
  const owners = [process, globalThis, Error]
  const keys = owners.map((owner) => new Set(Reflect.ownKeys(owner)))
  const listeners = new Map(process.eventNames().map((name) => [name, process.rawListeners(name)]))
  const { stackTraceLimit } = Error
  return () => {
    for (const name of process.eventNames())
      for (const listener of process.rawListeners(name))
        if (!listeners.get(name)?.includes(listener)) process.removeListener(name, listener)
    for (const [index, owner] of owners.entries())
      for (const key of Reflect.ownKeys(owner)) if (!keys[index].has(key)) delete owner[key]
    if ('stackTraceLimit' in Error) Error.stackTraceLimit = stackTraceLimit
    process.exitCode = undefined
  }
}
