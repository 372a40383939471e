'use strict'

const { send } = require('../channel.cjs')
const BlockCommand = require('../block-command.cjs')

const validName = /^[\w-]{1,150}$/

/** `timeExecution(name?, block, timeoutMs?)`: measures the block as a timecard of that name. */
module.exports = class TimeExecution extends BlockCommand {
  command(...args) {
    const [name, block, timeoutMs] = typeof args[0] === 'function' ? [args[0].name, ...args] : args
    const title = name || block.name || 'anonymous'
    if (!validName.test(title))
      throw new Error(`timeExecution: '${title}' is not a valid name; use letters, digits, _ and -`)
    const start = Date.now()
    return this.runBlock(block, {
      timeoutMs,
      timeoutMessage: `timeExecution: '${title}' took longer than ${timeoutMs} ms`,
      onEnd: (error) => {
        if (!error) send({ kind: 'timecard', name: title, start, end: Date.now() })
        this.finish(error)
      },
    })
  }
}
