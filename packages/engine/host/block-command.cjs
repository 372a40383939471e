'use strict'

const EventEmitter = require('node:events')

/** A command that runs a block of the script, including the commands in it, with an optional time limit. */
module.exports = class BlockCommand extends EventEmitter {
  /** Accepts what `perform` accepts: `() => {}`, `(done) => {}` or `(client, done) => {}`. Calls `onEnd` once. */
  runBlock(block, { timeoutMs, timeoutMessage, onEnd = (error) => this.finish(error) } = {}) {
    let hasEnded = false
    const end = (error) => {
      if (hasEnded) return
      hasEnded = true
      clearTimeout(timer)
      onEnd(error)
    }
    const timer = timeoutMs ? setTimeout(() => end(new Error(timeoutMessage)), timeoutMs) : undefined
    process.nextTick(() => {
      try {
        if (block.length > 0) {
          block.apply(this.api, block.length > 1 ? [this.api, () => end()] : [() => end()])
          return
        }
        const returned = block.call(this.api)
        if (returned instanceof Promise) returned.then(() => this.api.perform(() => end()), end)
        else this.api.perform(() => end())
      } catch (error) {
        end(error)
      }
    })
    return this
  }

  /** Runs a callback of the script, including the commands in it, with the engine's response. */
  runCallback(response, callback = () => {}) {
    response.then(
      (value) => this.runBlock(() => callback.call(this.api, value)),
      (error) => this.finish(error),
    )
    return this
  }

  finish(error) {
    if (error) this.emit('error', error)
    else this.emit('complete')
  }
}
