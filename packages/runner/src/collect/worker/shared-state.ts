import { EventEmitter } from 'node:events'
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
  'the iterator of arrays': Object.getPrototypeOf([][Symbol.iterator]()) as object,
  Math,
  JSON,
  Reflect,
  Intl,
  console,
  process,
  'EventEmitter.prototype': EventEmitter.prototype,
  fs,
  'fs.promises': fs.promises,
  http,
  https,
}

/** What changes by itself, and what this package keeps. */
const ignored = new Set(['process._exiting', 'process.exitCode', 'process._events', 'process._eventsCount'])
const ownGlobals = 'globalThis.Symbol(loadero-test.'
/** Packages keep their state in such globals: `__zod_globalRegistry`, `Symbol(undici.globalDispatcher.1)`. */
const hiddenGlobal = /^globalThis\.(?:(__.+)|Symbol\((.+)\))$/

// The code of authors may replace what a comparison needs.
const { getOwnPropertyDescriptor, ownKeys } = Reflect
const { is } = Object
const eventNames = process.eventNames.bind(process)
const countListeners: (event: string | symbol) => number = process.listenerCount.bind(process)
const hidesErrors = process.hasUncaughtExceptionCaptureCallback.bind(process)

/** An object that all code of a thread shares, with its properties at the start. */
class SharedObject {
  readonly name: string
  readonly #object: object
  readonly #keys: readonly (string | symbol)[]
  // Of the properties whose values can change: keys and values, in two lists because they are compared often.
  readonly #valueKeys: (string | symbol)[] = []
  readonly #values: unknown[] = []
  readonly #getterKeys: (string | symbol)[] = []
  readonly #getters: unknown[] = []

  constructor(name: string, object: object) {
    this.name = name
    this.#object = object
    this.#keys = ownKeys(object)
    for (const key of this.#keys) {
      const property = getOwnPropertyDescriptor(object, key)
      // Constants cannot change.
      if (property?.configurable === false && property.writable === false) continue
      if (property?.get) {
        this.#getterKeys.push(key)
        this.#getters.push(property.get)
      } else {
        this.#valueKeys.push(key)
        this.#values.push(property?.value)
      }
    }
  }

  /** The same object with its properties now. */
  readAgain(): SharedObject {
    return new SharedObject(this.name, this.#object)
  }

  /** Makes nothing but the list of keys, and calls nothing that code of an author may have replaced. */
  isUnchanged(): boolean {
    const now = ownKeys(this.#object)
    if (now.length !== this.#keys.length) return false
    for (let index = 0; index < now.length; index++) if (now[index] !== this.#keys[index]) return false
    try {
      for (let index = 0; index < this.#valueKeys.length; index++) {
        const key = this.#valueKeys[index] as string
        const value = (this.#object as Readonly<Record<PropertyKey, unknown>>)[key]
        if (!is(value, this.#values[index])) return false
      }
    } catch {
      // A getter of an author replaces a value.
      return false
    }
    for (let index = 0; index < this.#getterKeys.length; index++) {
      const property = getOwnPropertyDescriptor(this.#object, this.#getterKeys[index] as string)
      if (property?.get !== this.#getters[index]) return false
    }
    return true
  }

  changedKeys(): readonly PropertyKey[] {
    const after = this.readAgain()
    const [old, now] = [this.#properties(), after.#properties()]
    // Node.js replaces some globals by their values at the first use.
    const isLazyValue = (key: string | symbol, getter: unknown) =>
      this.name === 'globalThis' &&
      this.#getterKeys.includes(key) &&
      is(Reflect.apply(getter as () => unknown, globalThis, []), now.get(key))
    const known = new Set(this.#keys)
    const different = [...old].filter(
      ([key, value]) => !now.has(key) || !(is(now.get(key), value) || isLazyValue(key, value)),
    )
    return [...different.map(([key]) => key), ...after.#keys.filter((key) => !known.has(key))]
  }

  #properties(): ReadonlyMap<string | symbol, unknown> {
    return new Map<string | symbol, unknown>([
      ...this.#valueKeys.map((key, index) => [key, this.#values[index]] as const),
      ...this.#getterKeys.map((key, index) => [key, this.#getters[index]] as const),
    ])
  }
}

/**
 * Remembers what all code of a thread shares, and returns a function that names what has changed since. The function
 * runs after each file, so it reads values in place and makes names only for changes.
 * @param isNamed whether code of an author contains a name. A package is loaded once for all files of a thread, so the
 * globals in which it hides its state are not a change.
 */
export function watchSharedState(isNamed: (name: string) => boolean): () => readonly string[] {
  const shared = Object.entries(sharedObjects).map(([name, object]) => new SharedObject(name, object))
  const isCounted = (change: string) => {
    if (ignored.has(change) || change.startsWith(ownGlobals)) return false
    const [, name, symbol] = hiddenGlobal.exec(change) ?? []
    const hidden = name ?? symbol
    return hidden === undefined || isNamed(hidden)
  }
  const changesOfEnvironment = watchEnvironment()
  const changesOfListeners = watchListeners()
  return () => {
    const changed: string[] = []
    for (let index = 0; index < shared.length; index++) {
      const one = shared[index] as SharedObject
      if (one.isUnchanged()) continue
      const counted = one
        .changedKeys()
        .map((key) => `${one.name}.${String(key)}`)
        .filter(isCounted)
      // What lists the names may be replaced as well, so the object is named at least.
      const canBeOwn = one.name === 'globalThis' || one.name === 'process'
      const names = counted.length > 0 || canBeOwn ? counted : [one.name]
      for (let number = 0; number < names.length; number++) changed[changed.length] = names[number] as string
      // What is not counted need not be compared again.
      if (names.length === 0) shared[index] = one.readAgain()
    }
    return changed.length > 0 ? changed : [...changesOfEnvironment(), ...changesOfListeners()]
  }
}

function watchEnvironment(): () => readonly string[] {
  const before: Readonly<Record<string, string | undefined>> = { ...process.env }
  const names = Object.keys(before)
  return () => {
    const { env } = process
    const now = ownKeys(env) as string[]
    let isSame = now.length === names.length
    for (let index = 0; isSame && index < now.length; index++) {
      const name = now[index] as string
      isSame = env[name] === before[name]
    }
    if (isSame) return []
    return [...new Set([...names, ...now])]
      .filter((name) => env[name] !== before[name])
      .map((name) => `process.env.${name}`)
  }
}

function watchListeners(): () => readonly string[] {
  const before = new Map(eventNames().map((event) => [event, countListeners(event)]))
  const isSame = (event: string | symbol) => countListeners(event) === (before.get(event) ?? 0)
  return () => {
    const names = eventNames()
    if (names.length === before.size && names.every((event) => isSame(event)) && !hidesErrors()) return []
    return [...new Set([...names, ...before.keys()])]
      .filter((event) => !isSame(event))
      .map((event) => `process.on('${String(event)}')`)
      .concat(hidesErrors() ? 'process.setUncaughtExceptionCaptureCallback()' : [])
  }
}
