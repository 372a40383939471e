// The host's end of the channel to the engine; src/script-host/messages.ts defines the messages.
'use strict'

const { types } = require('node:util')

const pending = new Map()
let lastId = 0

/** Sends a message to the engine; drops it when the engine has ended. */
function send(message) {
  if (process.connected) process.send(message)
}

/** Executes the engine's part of a command, such as network emulation; rejects with the engine's error. */
function request(command, ...args) {
  return new Promise((resolve, reject) => {
    // Sending calls `toJSON`, and an element of Nightwatch would make a command of that.
    if (args.some((arg) => types.isProxy(arg)))
      throw new Error('expected a value, got an element: await its value first')
    const id = ++lastId
    pending.set(id, { resolve, reject })
    send({ kind: 'request', id, command, args })
  })
}

/** Resolves with the next message of that kind. */
function receive(kind) {
  return new Promise((resolve) => {
    const listener = (message) => {
      if (message.kind !== kind) return
      process.off('message', listener)
      resolve(message)
    }
    process.on('message', listener)
  })
}

/** Receives the engine's responses to requests. */
function receiveResponses() {
  process.on('message', (message) => {
    if (message.kind !== 'response') return
    const { resolve, reject } = pending.get(message.id)
    pending.delete(message.id)
    if (message.error === undefined) resolve(message.value)
    else reject(new Error(message.error))
  })
}

module.exports = { send, request, receive, receiveResponses }
