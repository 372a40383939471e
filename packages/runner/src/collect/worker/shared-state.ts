import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'

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

/** An object that all code of a thread shares, with its properties at the start. */
interface SharedObject {
  readonly name: string
  readonly object: object
  readonly keys: readonly (string | symbol)[]
  /** Of the properties that have a value: their keys and values, in two lists because they are compared often. */
  readonly valueKeys: readonly (string | symbol)[]
  readonly values: readonly unknown[]
  readonly getters: ReadonlyMap<string | symbol, () => unknown>
}

/**
 * Remembers what all code of a thread shares, and returns a function that names what has changed since. The function
 * runs after each file, so it reads values in place and makes names only for changes.
 */
export function watchSharedState(): () => readonly string[] {
  const shared = Object.entries(sharedObjects).map(([name, object]) => readObject(name, object))
  const env: Readonly<Record<string, string | undefined>> = { ...process.env }
  const envNames = Object.keys(env)
  const listeners = new Map(process.eventNames().map((event) => [event, process.listenerCount(event)]))
  return () => {
    const changed: string[] = []
    for (const [index, one] of shared.entries()) {
      if (isUnchanged(one)) continue
      const names = changedKeys(one).map((key) => `${one.name}.${String(key)}`)
      const counted = names.filter((name) => !ignored.has(name) && !name.startsWith(ownGlobals))
      changed.push(...counted)
      // What is ignored need not be compared again.
      if (counted.length === 0) shared[index] = readObject(one.name, one.object)
    }
    const variables = Object.keys(process.env)
    const different = variables.filter((name) => process.env[name] !== env[name])
    const existing = variables.length === envNames.length && different.length === 0 ? envNames : variables
    const missing = existing === envNames ? [] : envNames.filter((name) => !existing.includes(name))
    const events = new Set([...process.eventNames(), ...listeners.keys()])
    const heard = [...events].filter((event) => process.listenerCount(event) !== (listeners.get(event) ?? 0))
    return [
      ...changed,
      ...[...different, ...missing].map((name) => `process.env.${name}`),
      ...heard.map((event) => `process.on('${String(event)}')`),
    ]
  }
}

function readObject(name: string, object: object): SharedObject {
  const keys = Reflect.ownKeys(object)
  const valueKeys: (string | symbol)[] = []
  const values: unknown[] = []
  const getters = new Map<string | symbol, () => unknown>()
  for (const key of keys) {
    const property = Reflect.getOwnPropertyDescriptor(object, key)
    if (isIgnored(name, property)) continue
    if (property?.get) getters.set(key, property.get)
    else {
      valueKeys.push(key)
      values.push(property?.value)
    }
  }
  return { name, object, keys, valueKeys, values, getters }
}

/** Node.js replaces some globals by their values at the first use, and changes lists of the process. */
function isIgnored(name: string, property: PropertyDescriptor | undefined): boolean {
  return (
    (name === 'globalThis' && property?.get !== undefined) ||
    (name === 'process' && property?.get === undefined && typeof property?.value === 'object')
  )
}

/** Makes nothing but the list of keys. */
function isUnchanged({ object, keys, valueKeys, values, getters }: SharedObject): boolean {
  const now = Reflect.ownKeys(object)
  if (now.length !== keys.length) return false
  for (let index = 0; index < now.length; index++) if (now[index] !== keys[index]) return false
  try {
    for (let index = 0; index < valueKeys.length; index++) {
      const value = (object as Readonly<Record<PropertyKey, unknown>>)[valueKeys[index] as string]
      if (!Object.is(value, values[index])) return false
    }
  } catch {
    // A getter of an author replaces a value.
    return false
  }
  for (const [key, getter] of getters) {
    if (Reflect.getOwnPropertyDescriptor(object, key)?.get !== getter) return false
  }
  return true
}

function changedKeys(before: SharedObject): readonly PropertyKey[] {
  const after = readObject(before.name, before.object)
  const read = ({ valueKeys, values, getters }: SharedObject) =>
    new Map<string | symbol, unknown>([
      ...getters,
      ...valueKeys.map((key, index) => [key, values[index]] as const),
    ])
  const [old, now] = [read(before), read(after)]
  const existing = new Set(after.keys)
  const known = new Set(before.keys)
  const different = [...old].filter(
    ([key, value]) => existing.has(key) && now.has(key) && !Object.is(now.get(key), value),
  )
  const missing = [...old.keys()].filter((key) => !now.has(key))
  const added = [...now.keys()].filter((key) => !known.has(key))
  return [...different.map(([key]) => key), ...missing, ...added]
}
