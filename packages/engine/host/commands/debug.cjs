'use strict'

const { request } = require('../channel.cjs')
const command = require('../command.cjs')

/** `debug()`: holds the participant until its author lets it go on. It replaces Nightwatch's, which reads a terminal. */
module.exports = class extends command(() => request('debug')) {
  static allowOverride = true
}
