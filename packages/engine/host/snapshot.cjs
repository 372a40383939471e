// Builds the startup snapshot of the script host: `node --build-snapshot snapshot.cjs <built-in modules> <manifest file>`.
// A snapshot refuses the module loader of Node.js, so this file has one of its own for the modules of Nightwatch. When the
// snapshot starts, they move to the cache of the loader of Node.js, which loads all other files.
'use strict'

// V8 adds `toSorted` to no context of a snapshot before version 12, and modules of Node.js 20 use it.
const lacksToSorted = Array.prototype.toSorted === undefined
if (lacksToSorted) {
  const value = function (compare) {
    // oxlint-disable-next-line unicorn/no-array-sort
    return this.slice().sort(compare)
  }
  // oxlint-disable-next-line no-extend-native
  Object.defineProperty(Array.prototype, 'toSorted', { value, configurable: true, writable: true })
}

const fs = require('node:fs')
const { createRequire } = require('node:module')
const path = require('node:path')
const { startupSnapshot } = require('node:v8')
const { compileFunction } = require('node:vm')

/** The kinds of the exports of each built-in module (`typeof`), or null where the snapshot can hold the module itself. */
const builtins = JSON.parse(process.argv[2])
const manifestFile = process.argv[3]
/** They read what differs between participants when they load, or few scripts need them: a third of the text. */
const deferredPackages = new Set([
  'untildify',
  'jszip',
  '@nightwatch/chai',
  'entities',
  'glob',
  'minimatch',
  'ora',
  'semver',
  'tmp',
  'ws',
])
const deferredFiles =
  /\bselenium-webdriver.(bidi.\w+|(edge|ie)|lib.(network|script))\.js$|\breporter.axe-report\.js$/
/** Comments are a quarter of the text that V8 keeps. Lines keep their numbers. */
const blockComments = /^[ \t]*\/\*\*?\n(?:(?!.*\*\/)[ \t]*\*.*\n)*[ \t]*\*\/[ \t]*$/gm
const parameters = ['exports', 'require', 'module', '__filename', '__dirname', 'importModule']
const deferredModules = new Map()
/** What modules called in deferred modules when they loaded. */
const recordedCalls = []
/** What deferred modules export, as long as the snapshot is built. */
const samples = []
/** Each path once: many modules require the same. */
const targets = new Map()
let cache = Object.create(null)
let isBuilding = true
let isSampling = false

/** What Nightwatch lists whenever it creates a client: the folders of its commands, with hundreds of files. */
const listings = new Map()
/** It asks of each entry only whether it is a folder, so entries share these. */
const statsOfEntries = new Map()
const fsWithListings = {
  ...fs,
  readdirSync: (folder, ...rest) =>
    (rest.length === 0 ? listings.get(folder)?.slice() : undefined) ?? fs.readdirSync(folder, ...rest),
  lstatSync: (entry, ...rest) => statsOfEntries.get(entry) ?? fs.lstatSync(entry, ...rest),
}
const library = path.join(path.dirname(createRequire(__filename).resolve('nightwatch/package.json')), 'lib')
const api = path.join(library, 'api')
const filesThatList = new Set(
  ['utils/index.js', 'api/index.js', 'api/_loaders/_base-loader.js'].map((name) => path.join(library, name)),
)

function loadFile(file) {
  if (file in cache) return cache[file].exports
  const text = fs.readFileSync(file, 'utf8').replace(/^#!.*/, '')
  const module = {
    id: file,
    filename: file,
    exports: {},
    loaded: false,
    children: [],
    require: requireOf(file, text),
  }
  cache[file] = module
  try {
    if (file.endsWith('.json')) module.exports = JSON.parse(text)
    else {
      const code = text
        .replace(blockComments, (comment) => comment.replaceAll(/[^\n]/g, ''))
        .replace('return import(pathToFileURL', 'return importModule(pathToFileURL')
        // The text of axe is read when it is used: it takes 2 MB.
        .replace(/const axe = (fs\.readFileSync\(axePath, 'utf8'\));([^]*)\[axe\]/, '$2[$1]')
      const execute = compileFunction(code, parameters, { filename: file })
      const importModule = (url) => createRequire(__filename)('./import-module.cjs')(url)
      execute.call(
        module.exports,
        module.exports,
        module.require,
        module,
        file,
        path.dirname(file),
        importModule,
      )
    }
  } catch (error) {
    delete cache[file]
    throw error
  }
  module.loaded = true
  return module.exports
}

/** The `require` of a file. Requests that were resolved for the snapshot are not resolved again. */
function requireOf(file, text) {
  const resolved = new Map()
  const resolve = (request) => {
    const target = createRequire(file).resolve(request)
    resolved.set(request, targets.get(target) ?? target)
    targets.set(target, resolved.get(request))
  }
  // Also those of functions, which Nightwatch calls often.
  for (const [, request] of text.matchAll(/\brequire\('([^']+)'\)/g))
    try {
      // Without the copy, the request is a part of the text, and keeps all of it.
      resolve(Buffer.from(request).toString())
    } catch {
      // It may be in a comment, or of a package that is not installed.
    }
  let requireLater
  const requireFrom = (request) => {
    const name = request.replace(/^node:/, '')
    if (name === 'fs' && filesThatList.has(file)) return fsWithListings
    if (name in builtins) return builtins[name] === null ? require(name) : deferModule(name)
    if (isBuilding && !resolved.has(request)) resolve(request)
    const target = resolved.get(request) ?? request
    if (isBuilding && !isSampling && (deferredPackages.has(request) || deferredFiles.test(target))) {
      const exports = deferFile(target)
      if (request !== 'glob') return exports
      // Nightwatch asks of the path of each file whether it is a pattern.
      const hasMagic = (pattern, ...rest) => /[*?[{(!#\\]/.test(pattern) && exports.hasMagic(pattern, ...rest)
      return Object.assign((...args) => exports(...args), {
        sync: (...args) => exports.sync(...args),
        hasMagic,
      })
    }
    if (target in cache) return cache[target].exports
    if (isBuilding) return loadFile(target)
    requireLater ??= createRequire(file)
    return requireLater(request)
  }
  return Object.assign(requireFrom, { cache, resolve: (...args) => createRequire(file).resolve(...args) })
}

/** A module of Node.js that a snapshot cannot hold, such as one with sockets: it loads when it is used. */
function deferModule(name) {
  const kinds = builtins[name]
  const load = () => {
    if (isBuilding) throw new Error(`node:${name} was used when the snapshot was built`)
    return require(name)
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

const deferredValues = new Map()

/** A file that loads when its exports are used. */
function deferFile(file) {
  if (!deferredValues.has(file)) {
    const all = cache
    cache = Object.create(null)
    isSampling = true
    const exports = loadFile(file)
    isSampling = false
    cache = all
    let loaded
    deferredValues.set(
      file,
      deferValue(() => (loaded ??= createRequire(__filename)(file)), exports),
    )
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

/** Loads all modules in a folder. */
function loadFolder(folder) {
  for (const entry of fs.readdirSync(folder, { recursive: true }).map(String))
    if (/\.c?js$/.test(entry) && !entry.startsWith(path.join('web-element', 'commands')))
      loadFile(path.join(folder, entry))
}

const requireHere = requireOf(__filename, '')
requireHere('./lazy-modules.cjs').replaceSlowModules()
for (const request of [
  'nightwatch',
  'nightwatch/lib/runner/cli/cli.js',
  'nightwatch/lib/runner/test-runners/default.js',
  'nightwatch/lib/testsuite/hooks/beforeEach.js',
  'nightwatch/lib/testsuite/hooks/afterEach.js',
  'nightwatch/lib/testsuite/hooks/beforeAll.js',
  'nightwatch/lib/testsuite/hooks/afterAll.js',
  'nightwatch/lib/testsuite/hooks/beforeChildProcess.js',
  'nightwatch/lib/testsuite/hooks/afterChildProcess.js',
  'nightwatch/lib/transport/selenium-webdriver/chrome.js',
  './script-log.cjs',
  './slow-motion.cjs',
])
  requireHere(request)
loadFolder(path.join(__dirname, 'commands'))
// Nightwatch loads its plugin for accessibility whenever it creates a client.
const plugin = createRequire(path.join(library, 'index.js')).resolve('nightwatch-axe-verbose')
loadFile(plugin)
loadFolder(path.join(path.dirname(plugin), 'nightwatch'))
// Nightwatch loads these files when it creates a client.
const entries = fs.readdirSync(api, { recursive: true }).map(String)
loadFolder(api)
const [statsOfFolder, statsOfFile] = [api, __filename].map((each) => fs.lstatSync(each))
for (const entry of entries.map((each) => path.join(api, each))) {
  const folder = path.dirname(entry)
  listings.set(folder, [...(listings.get(folder) ?? []), path.basename(entry)])
  statsOfEntries.set(entry, fs.lstatSync(entry).isDirectory() ? statsOfFolder : statsOfFile)
}
const files = Object.keys(cache).map((file) => {
  const { mtimeMs, size } = fs.statSync(file)
  return [file, mtimeMs, size]
})
fs.writeFileSync(manifestFile, JSON.stringify(files))
for (const own of samples) own.sample = undefined
targets.clear()
if (lacksToSorted) delete Array.prototype.toSorted
startupSnapshot.setDeserializeMainFunction(() => {
  isBuilding = false
  const own = cache
  ;({ cache } = createRequire(__filename))
  Object.assign(cache, own)
  for (const module of Object.values(own)) if (module.require) module.require.cache = cache
  for (const call of recordedCalls) call()
  require('node:module').runMain()
})
