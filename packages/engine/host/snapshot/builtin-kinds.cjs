// Writes a file with the built-in modules of Node.js: the kinds of their exports (`typeof`), or null where a startup snapshot
// can hold the module itself. In a process of its own, because `repl` changes the one that loads it:
// `node builtin-kinds.cjs <file>`.
'use strict'

const { writeFileSync } = require('node:fs')
const { builtinModules } = require('node:module')

const deferredModules = [
  'child_process',
  'dns',
  'http',
  'http2',
  'https',
  'net',
  'repl',
  'tls',
  'worker_threads',
]

const names = builtinModules.filter((name) => !/^_|:/.test(name))
const kinds = Object.fromEntries(names.map((name) => [name, null]))
for (const name of deferredModules)
  kinds[name] = Object.fromEntries(Object.entries(require(name)).map(([key, value]) => [key, typeof value]))
writeFileSync(process.argv[2], JSON.stringify(kinds))
