'use strict'

const EventEmitter = require('node:events')

/**
 * A Nightwatch command that runs `execute(client, ...args)`. It is an emitter, because only then Nightwatch ends the
 * script on a failure and knows the line. It is async, because only then `client` can be awaited.
 */
module.exports = (execute) =>
  class extends EventEmitter {
    async command(...args) {
      await execute(this.api, ...args)
      this.emit('complete')
    }
  }
