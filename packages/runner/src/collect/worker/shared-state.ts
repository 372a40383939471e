import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'

/** The names and the values of what all code of a thread shares. */
type SharedState = ReadonlyMap<string, unknown>

const sharedObjects: Readonly<Record<string, object>> = {
  globalThis,
  ...Object.fromEntries(
    [
      Object,
      Array,
      Function,
      String,
      Number,
      Boolean,
      Symbol,
      BigInt,
      Date,
      RegExp,
      Promise,
      Map,
      Set,
      WeakMap,
      Error,
      TypeError,
      URL,
      ArrayBuffer,
      Uint8Array,
    ].flatMap((one) => [
      [one.name, one],
      [`${one.name}.prototype`, one.prototype as object],
    ]),
  ),
  Math,
  JSON,
  Reflect,
  Intl,
  console,
  process,
  fs,
  'fs.promises': fs.promises,
  http,
  https,
}

/** What changes by itself, and what this package keeps. */
const ignored = new Set(['process._exiting', 'process.exitCode', 'process._eventsCount'])
const ownGlobals = 'globalThis.Symbol(loadero-test.'

/** A global that Node.js replaces by its value at the first use. */
const lazy = Symbol('lazy')

/** Reads properties without calling getters. */
export function readSharedState(): SharedState {
  const state = new Map<string, unknown>()
  for (const [owner, object] of Object.entries(sharedObjects)) {
    for (const key of Reflect.ownKeys(object)) {
      const name = `${owner}.${String(key)}`
      if (ignored.has(name) || name.startsWith(ownGlobals)) continue
      const property = Reflect.getOwnPropertyDescriptor(object, key) ?? {}
      const value = property.get ?? (property.value as unknown)
      if (owner === 'process' && typeof value === 'object') continue
      state.set(name, owner === 'globalThis' && property.get ? lazy : value)
    }
  }
  for (const [name, value] of Object.entries(process.env)) state.set(`process.env.${name}`, value)
  for (const event of process.eventNames()) {
    state.set(`process.on('${String(event)}')`, process.listenerCount(event))
  }
  return state
}

/** The names whose values differ. */
export function changedState(before: SharedState, after: SharedState): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].filter(
    (name) =>
      before.get(name) !== lazy &&
      (before.has(name) !== after.has(name) || !Object.is(before.get(name), after.get(name))),
  )
}
