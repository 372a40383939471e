// Modules of a startup snapshot that load when they are used: those that a snapshot cannot hold, and those that few scripts
// need. A module that loads with the snapshot may read what they export, and call their functions without a result.
'use strict'

const { createRequire } = require('node:module')

const deferredModules = new Map()
const deferredValues = new Map()
/** What modules called in deferred modules when they loaded. */
const recordedCalls = []
/** What deferred modules export, as long as the snapshot is built. */
const samples = []
let isBuilding = true
/** The `require` of Node.js, from the start of the snapshot on. */
let nodeRequire

/**
 * A module of Node.js that a snapshot cannot hold, such as one with sockets: it loads when it is used.
 * @param kinds `typeof` each of its exports
 */
function deferModule(name, kinds) {
  const load = () => {
    if (isBuilding) throw new Error(`node:${name} was used when the snapshot was built`)
    return nodeRequire(name)
  }
  const get = (key) => {
    if (!isBuilding) return load()[key]
    if (typeof key === 'symbol' || !(key in kinds)) return undefined
    if (kinds[key] !== 'function') throw new Error(`node:${name}.${key} was read when the snapshot was built`)
    return deferFunction(() => load()[key], `node:${name}.${key}`)
  }
  if (!deferredModules.has(name)) {
    const handler = { get: (_, key) => get(key), set: (_, key, value) => Reflect.set(load(), key, value) }
    for (const trap of ['has', 'ownKeys', 'deleteProperty', 'defineProperty'])
      handler[trap] = (_, ...args) => Reflect[trap](load(), ...args)
    // The target has none of the properties, and a proxy must not call them fixed.
    handler.getOwnPropertyDescriptor = (_, key) => {
      const property = Reflect.getOwnPropertyDescriptor(load(), key)
      return property && { ...property, configurable: true }
    }
    deferredModules.set(name, new Proxy({}, handler))
  }
  return deferredModules.get(name)
}

/** A function that is loaded when it is called. Calls before the snapshot exists follow when it starts. */
function deferFunction(load, name) {
  const loadNow = () => {
    if (isBuilding) throw new Error(`${name} was used when the snapshot was built`)
    return load()
  }
  return new Proxy(function () {}, {
    get: (_, key) => Reflect.get(loadNow(), key),
    apply(_, self, args) {
      if (!isBuilding) return Reflect.apply(load(), self, args)
      return void recordedCalls.push(() => load()(...args))
    },
    construct: (_, args) => Reflect.construct(loadNow(), args),
  })
}

/** A file that loads when its exports are used; `loadSample` loads it without keeping it. */
function deferFile(file, loadSample) {
  if (!deferredValues.has(file)) {
    let loaded
    const load = () => (loaded ??= nodeRequire(file))
    deferredValues.set(file, deferValue(load, loadSample(file)))
  }
  return deferredValues.get(file)
}

/** A function or an object like the sample that is loaded when it is used, except for reading its properties. */
function deferValue(load, sample) {
  const own = { sample }
  samples.push(own)
  const handler = {}
  for (const trap of Object.getOwnPropertyNames(Reflect))
    handler[trap] = (_, ...args) => {
      if (isBuilding) throw new Error(`a deferred module was used when the snapshot was built: ${trap}`)
      return Reflect[trap](load(), ...args)
    }
  handler.get = (_, key) => {
    if (!isBuilding) return load()[key]
    const value = own.sample[key]
    const isPrimitive = value === null || !/^(object|function)$/.test(typeof value)
    return isPrimitive ? value : deferValue(() => load()[key], value)
  }
  const { getOwnPropertyDescriptor } = handler
  handler.getOwnPropertyDescriptor = (...args) => {
    const property = getOwnPropertyDescriptor(...args)
    return property && { ...property, configurable: true }
  }
  // A bound function has no `prototype` that a proxy must not change.
  return new Proxy(typeof sample === 'function' ? function () {}.bind() : {}, handler)
}

/** From now on, all can be used. */
function start() {
  isBuilding = false
  nodeRequire = createRequire(__filename)
  for (const call of recordedCalls) call()
}

module.exports = { deferModule, deferFile, recordedCalls, samples, start }
