import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'

/** The names and the values of what all code of a thread shares. */
interface SharedState {
  /** For each of the shared objects. */
  readonly properties: readonly ReadonlyMap<PropertyKey, unknown>[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** The number of listeners of each event of the process. */
  readonly listeners: ReadonlyMap<PropertyKey, number>
}

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

const owners = Object.entries(sharedObjects)

/** Reads properties without calling getters. It is called after each file, so it makes no names. */
export function readSharedState(): SharedState {
  return {
    properties: owners.map(([owner, object]) => {
      const values = new Map<PropertyKey, unknown>()
      for (const key of Reflect.ownKeys(object)) {
        const property = Reflect.getOwnPropertyDescriptor(object, key)
        const value = property?.get ?? (property?.value as unknown)
        if (owner === 'process' && typeof value === 'object') continue
        values.set(key, owner === 'globalThis' && property?.get ? lazy : value)
      }
      return values
    }),
    env: { ...process.env },
    listeners: new Map(process.eventNames().map((event) => [event, process.listenerCount(event)])),
  }
}

/** The names whose values differ. */
export function changedState(before: SharedState, after: SharedState): readonly string[] {
  const changed = owners.flatMap(([owner], index) =>
    changedKeys(before.properties[index] ?? new Map(), after.properties[index] ?? new Map())
      .map((key) => `${owner}.${String(key)}`)
      .filter((name) => !ignored.has(name) && !name.startsWith(ownGlobals)),
  )
  const env = changedKeys(new Map(Object.entries(before.env)), new Map(Object.entries(after.env)))
  const listeners = changedKeys(before.listeners, after.listeners)
  return [
    ...changed,
    ...env.map((name) => `process.env.${String(name)}`),
    ...listeners.map((event) => `process.on('${String(event)}')`),
  ]
}

function changedKeys(
  before: ReadonlyMap<PropertyKey, unknown>,
  after: ReadonlyMap<PropertyKey, unknown>,
): readonly PropertyKey[] {
  const changed: PropertyKey[] = []
  for (const [key, value] of before) {
    if (value !== lazy && !(after.has(key) && Object.is(value, after.get(key)))) changed.push(key)
  }
  for (const key of after.keys()) if (!before.has(key)) changed.push(key)
  return changed
}
