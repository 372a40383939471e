'use strict'

const { ask } = require('../channel.cjs')
const command = require('../command.cjs')

/** `updateNetwork(mode, config?)`: the network's conditions from here on, `config` for mode `custom` alone. */
module.exports = command((client, mode, config = {}) => ask('updateNetwork', mode, config))
