// Builds the startup snapshot of the script host: `node --build-snapshot build.cjs <options>`. A snapshot refuses the
// module loader of Node.js, so this file has one of its own for the modules of Nightwatch. When the snapshot starts, they
// move to the cache of the loader of Node.js, which loads all other files.
'use strict'

// V8 adds these to no context of a snapshot before version 12, and modules of Node.js 20 use them.
const missingMethods = Object.entries({
  toSorted(compare) {
    // oxlint-disable-next-line unicorn/no-array-sort
    return this.slice().sort(compare)
  },
  toReversed() {
    // oxlint-disable-next-line unicorn/no-array-reverse
    return this.slice().reverse()
  },
}).filter(([name]) => Array.prototype[name] === undefined)
for (const [name, value] of missingMethods)
  // oxlint-disable-next-line no-extend-native
  Object.defineProperty(Array.prototype, name, { value, configurable: true, writable: true })

const fs = require('node:fs')
const { createRequire } = require('node:module')
const path = require('node:path')
const { startupSnapshot } = require('node:v8')
const { compileFunction } = require('node:vm')

/**
 * `builtinsFile` is what builtin-kinds.cjs has written. The names and times of all files are written to `manifestFile`.
 * `withCompiledCode`: whether the snapshot keeps what V8 has compiled.
 */
const { builtinsFile, manifestFile, withCompiledCode } = JSON.parse(process.argv[2])
const builtins = JSON.parse(fs.readFileSync(builtinsFile, 'utf8'))
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
/** Each path once: many modules require the same. */
const targets = new Map()
let cache = Object.create(null)
/** All files that were read: the snapshot is that of their contents. */
const files = new Set()
/** A function for each file that returns the function of its module: modules of one file share their compiled code. */
const factories = new Map()
let isBuilding = true
let isSampling = false
let isWarmingUp = false

const library = path.join(path.dirname(createRequire(__filename).resolve('nightwatch/package.json')), 'lib')
const api = path.join(library, 'api')
const commands = path.join(__dirname, '..', 'commands')
const filesThatList = new Set(
  ['utils/index.js', 'api/index.js', 'api/_loaders/_base-loader.js'].map((name) => path.join(library, name)),
)

function loadFile(file) {
  if (file in cache) return cache[file].exports
  files.add(file)
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
      if (!factories.has(file)) {
        const factory = `return function (${parameters.join()}) {${code}\n}`
        factories.set(file, compileFunction(factory, [], { filename: file }))
      }
      const execute = factories.get(file)()
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
    if (!isBuilding && request in cache) return cache[request].exports
    const name = request.replace(/^node:/, '')
    if (filesThatList.has(file) && name in commandFiles.modules) return commandFiles.modules[name]
    if (name === 'http' && isWarmingUp) return requireHere('./warm-up-http.cjs')
    if (name in builtins)
      return builtins[name] === null ? require(name) : deferral.deferModule(name, builtins[name])
    if (isBuilding && !resolved.has(request)) resolve(request)
    const target = resolved.get(request) ?? request
    const isDeferred = () => deferredPackages.has(request) || deferredFiles.test(target)
    if (isBuilding && !isSampling && !isWarmingUp && isDeferred()) {
      const exports = deferral.deferFile(target, loadSample)
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

/** Loads a file and what it requires apart from all others. */
function loadSample(file) {
  const all = cache
  const restore = saveProcess()
  cache = Object.create(null)
  isSampling = true
  const exports = loadFile(file)
  isSampling = false
  cache = all
  restore()
  return exports
}

/** Loads all modules in a folder. */
function loadFolder(folder) {
  for (const entry of fs.readdirSync(folder, { recursive: true }).map(String))
    if (/\.c?js$/.test(entry) && !entry.startsWith(path.join('web-element', 'commands')))
      loadFile(path.join(folder, entry))
}

const requireHere = requireOf(__filename, '')
const deferral = requireHere('./deferral.cjs')
const commandFiles = requireHere('./command-files.cjs')
const saveProcess = requireHere('./process-state.cjs')

/** Loads what a host needs. */
function loadModules() {
  for (const request of [
    '../run-script.cjs',
    'nightwatch/lib/runner/test-runners/default.js',
    'nightwatch/lib/testsuite/hooks/beforeEach.js',
    'nightwatch/lib/testsuite/hooks/afterEach.js',
    'nightwatch/lib/testsuite/hooks/beforeAll.js',
    'nightwatch/lib/testsuite/hooks/afterAll.js',
    'nightwatch/lib/testsuite/hooks/beforeChildProcess.js',
    'nightwatch/lib/testsuite/hooks/afterChildProcess.js',
    'nightwatch/lib/transport/selenium-webdriver/chrome.js',
  ])
    requireHere(request)
  loadFolder(commands)
  // Nightwatch loads its plugin for accessibility whenever it creates a client.
  const plugin = createRequire(path.join(library, 'index.js')).resolve('nightwatch-axe-verbose')
  loadFile(plugin)
  loadFolder(path.join(path.dirname(plugin), 'nightwatch'))
  // Nightwatch loads these files when it creates a client.
  loadFolder(api)
}

/** Runs a script with modules that are thrown away, so that V8 has compiled the functions that scripts use. */
async function warmUp() {
  const all = cache
  const restore = saveProcess()
  cache = Object.create(null)
  isWarmingUp = true
  loadModules()
  await requireHere('./warm-up.cjs')()
  isWarmingUp = false
  cache = all
  restore()
  // Of modules that were thrown away.
  deferral.recordedCalls.length = 0
}

async function build() {
  if (withCompiledCode) await warmUp()
  loadModules()
  for (const folder of [api, commands]) commandFiles.remember(folder)
  const manifest = Array.from(files, (file) => {
    const { mtimeMs, size } = fs.statSync(file)
    return [file, mtimeMs, size]
  })
  fs.writeFileSync(manifestFile, JSON.stringify(manifest))
  for (const own of deferral.samples) own.sample = undefined
  for (const each of [targets, factories, files]) each.clear()
  for (const [name] of missingMethods) Reflect.deleteProperty(Array.prototype, name)
}

startupSnapshot.setDeserializeMainFunction(() => {
  isBuilding = false
  const own = cache
  ;({ cache } = createRequire(__filename))
  Object.assign(cache, own)
  for (const module of Object.values(own)) if (module.require) module.require.cache = cache
  deferral.start()
  require('node:module').runMain()
})
build().catch((error) => {
  console.error(error)
  process.exit(1)
})
