'use strict'

const command = require('../command.cjs')

/** `ignoreAlert()`: accepts the open alert if there is one. */
module.exports = command(async (client) => {
  try {
    await client.alerts.accept()
  } catch (error) {
    if (!/no such alert/i.test(`${error.name} ${error.message}`)) throw error
  }
})
