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
  readonly properties: ReadonlyMap<PropertyKey, SharedProperty>
}

interface SharedProperty {
  /** Node.js replaces some globals by their values at the first use. */
  readonly isIgnored: boolean
  readonly getter: (() => unknown) | undefined
  readonly value: unknown
}

/**
 * Remembers what all code of a thread shares, and returns a function that names what has changed since. The function
 * runs after each file, so it reads values in place and makes names only for changes.
 */
export function watchSharedState(): () => readonly string[] {
  const shared = Object.entries(sharedObjects).map(([name, object]): SharedObject => {
    const keys = Reflect.ownKeys(object)
    return {
      name,
      object,
      keys,
      properties: new Map(keys.map((key) => [key, readProperty(name, object, key)])),
    }
  })
  const env: Readonly<Record<string, string | undefined>> = { ...process.env }
  const envNames = Object.keys(env)
  const listeners = new Map(process.eventNames().map((event) => [event, process.listenerCount(event)]))
  return () => {
    const changed: string[] = []
    for (const one of shared) {
      for (const key of changedKeys(one)) {
        const name = `${one.name}.${String(key)}`
        if (!ignored.has(name) && !name.startsWith(ownGlobals)) changed.push(name)
      }
    }
    const variables = Object.keys(process.env)
    for (const name of variables) if (process.env[name] !== env[name]) changed.push(`process.env.${name}`)
    for (const name of envNames) {
      if (!variables.includes(name)) changed.push(`process.env.${name}`)
    }
    const events = new Set([...process.eventNames(), ...listeners.keys()])
    for (const event of events) {
      if (process.listenerCount(event) !== (listeners.get(event) ?? 0))
        changed.push(`process.on('${String(event)}')`)
    }
    return changed
  }
}

function readProperty(owner: string, object: object, key: PropertyKey): SharedProperty {
  const property = Reflect.getOwnPropertyDescriptor(object, key)
  const value: unknown = property?.value
  const isLazy = owner === 'globalThis' && property?.get !== undefined
  const isOwn = owner === 'process' && typeof value === 'object'
  return { isIgnored: isLazy || isOwn, getter: property?.get, value }
}

function changedKeys({ name, object, keys, properties }: SharedObject): readonly PropertyKey[] {
  const changed: PropertyKey[] = []
  for (const [key, { isIgnored, getter, value }] of properties) {
    if (isIgnored) continue
    const isSame =
      getter === undefined
        ? Object.is(valueOf(object, key), value)
        : Reflect.getOwnPropertyDescriptor(object, key)?.get === getter
    if (!isSame) changed.push(key)
  }
  const now = Reflect.ownKeys(object)
  if (now.length === keys.length && now.every((key, index) => key === keys[index])) return changed
  const existing = new Set(now)
  const missing = keys.filter((key) => !existing.has(key) && properties.get(key)?.isIgnored !== true)
  const added = now.filter((key) => !properties.has(key) && !readProperty(name, object, key).isIgnored)
  return [...new Set([...changed, ...missing, ...added])]
}

/** A getter of an author that replaced a value can throw. */
function valueOf(object: object, key: PropertyKey): unknown {
  try {
    return (object as Readonly<Record<PropertyKey, unknown>>)[key]
  } catch {
    return valueOf
  }
}
