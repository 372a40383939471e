'use strict'

const { say } = require('../channel.cjs')
const Timed = require('../timed.cjs')

const validName = /^[\w-]{1,150}$/

/** `timeExecution(name?, block, timeoutMs?)`: how long the block takes, as a timecard of that name. */
module.exports = class TimeExecution extends Timed {
  command(...args) {
    const [name, block, timeoutMs] = typeof args[0] === 'function' ? [args[0].name, ...args] : args
    const title = name || block.name || 'anonymous'
    if (!validName.test(title))
      throw new Error(`timeExecution: '${title}' is not a name; use letters, digits, _ and -`)
    const start = Date.now()
    return this.runBlock(
      block,
      timeoutMs,
      `timeExecution: '${title}' took longer than ${timeoutMs} ms`,
      (error) => {
        if (!error) say({ kind: 'timecard', name: title, start, end: Date.now() })
        this.finish(error)
      },
    )
  }
}
