'use strict'

const EventEmitter = require('node:events')

/**
 * A Nightwatch command that does `act(client, ...args)`. As an emitter, because only then does Nightwatch end
 * the script on a failure, and know the line; as an async function, because only then can `client` be awaited.
 */
module.exports = (act) =>
  class extends EventEmitter {
    async command(...args) {
      await act(this.api, ...args)
      this.emit('complete')
    }
  }
