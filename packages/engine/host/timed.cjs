'use strict'

const EventEmitter = require('node:events')

/** A command that runs a block of the script, commands in it included, and may have a limit to it. */
module.exports = class Timed extends EventEmitter {
  /** Takes what `perform` takes: `() => {}`, `(done) => {}` or `(client, done) => {}`. Settles once. */
  runBlock(block, timeoutMs, whenOver, settle) {
    let over = false
    const end = (error) => {
      if (over) return
      over = true
      clearTimeout(timer)
      settle(error)
    }
    const timer = timeoutMs ? setTimeout(() => end(new Error(whenOver)), timeoutMs) : undefined
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

  /** Runs a callback of the script, commands in it included, with what the engine answers. */
  runWith(answer, callback = () => {}) {
    const settle = (error) => this.finish(error)
    const block = (value) => () => callback.call(this.api, value)
    answer.then((value) => this.runBlock(block(value), undefined, undefined, settle), settle)
    return this
  }

  finish(error) {
    if (error) this.emit('error', error)
    else this.emit('complete')
  }
}
