'use strict'

const { createRequire } = require('node:module')

/**
 * Nightwatch loads some at its start that hardly a script needs; they are half of what it takes to start. From here
 * on, others stand in for them: for jsdom, which is for `saveSnapshot`, until it is used; for piscina, which is for
 * test workers, for good.
 */
function loadModulesLate() {
  standIn('jsdom', (real) => ({ JSDOM: standInFor(() => real().JSDOM) }))
  standIn('piscina', () => ({ isWorkerThread: false }))
}

function standIn(name, exportsOf) {
  const file = createRequire(require.resolve('nightwatch/package.json')).resolve(name)
  const real = () => {
    if (require.cache[file] === entry) delete require.cache[file]
    return require(file)
  }
  const entry = { id: file, filename: file, loaded: true, exports: exportsOf(real) }
  require.cache[file] = entry
}

/** A class that is another one, fetched when it is used. */
function standInFor(real) {
  return new Proxy(function () {}, {
    construct: (_, args) => Reflect.construct(real(), args),
    get: (_, name) => Reflect.get(real(), name),
  })
}

module.exports = { loadModulesLate }
