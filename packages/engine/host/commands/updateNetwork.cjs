'use strict'

const { request } = require('../channel.cjs')
const command = require('../command.cjs')

/** `updateNetwork(mode, config?)`: changes the network conditions; `config` is for mode `custom` only. */
module.exports = command((client, mode, config = {}) => request('updateNetwork', mode, config))
