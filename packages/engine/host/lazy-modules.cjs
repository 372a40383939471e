'use strict'

const { createRequire } = require('node:module')

/**
 * Nightwatch loads modules at its start that few scripts need, which takes half of its start-up. This replaces them:
 * jsdom, which is for `saveSnapshot`, until it is used, and piscina, which is for test workers, for good.
 */
function replaceSlowModules() {
  replaceModule('jsdom', (load) => ({
    JSDOM: new Proxy(function () {}, {
      construct: (_, args) => Reflect.construct(load().JSDOM, args),
      get: (_, name) => Reflect.get(load().JSDOM, name),
    }),
  }))
  replaceModule('piscina', () => ({ isWorkerThread: false }))
}

function replaceModule(name, createExports) {
  const file = createRequire(require.resolve('nightwatch/package.json')).resolve(name)
  const load = () => {
    if (require.cache[file] === entry) delete require.cache[file]
    return require(file)
  }
  const entry = { id: file, filename: file, loaded: true, exports: createExports(load) }
  require.cache[file] = entry
}

module.exports = { replaceSlowModules }
