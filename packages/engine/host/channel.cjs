// The host's end of the line to the engine; see src/host-messages.ts for what travels on it.
'use strict'

const pending = new Map()
let lastId = 0

/** Tells the engine something; silently dropped once the engine has gone. */
function say(message) {
  if (process.connected) process.send(message)
}

/** Has the engine do what only it can do, such as shaping the network; rejects with the engine's reason. */
function ask(request, ...args) {
  return new Promise((resolve, reject) => {
    const id = ++lastId
    pending.set(id, { resolve, reject })
    say({ kind: 'ask', id, request, args })
  })
}

/** Resolves with the next message of that kind. */
function hear(kind) {
  return new Promise((resolve) => {
    const listener = (message) => {
      if (message.kind !== kind) return
      process.off('message', listener)
      resolve(message)
    }
    process.on('message', listener)
  })
}

process.on('message', (message) => {
  if (message.kind !== 'answer') return
  const { resolve, reject } = pending.get(message.id)
  pending.delete(message.id)
  if (message.error === undefined) resolve(message.value)
  else reject(new Error(message.error))
})

module.exports = { say, ask, hear }
