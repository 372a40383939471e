// In place of the `http` of Node.js, which a snapshot cannot hold, while warm-up.cjs runs: a driver in the same process.
'use strict'

const { EventEmitter } = require('node:events')

const capabilities = { browserName: 'chrome', 'goog:chromeOptions': { debuggerAddress: '127.0.0.1:1' } }
const element = { 'element-6066-11e4-a52e-4f735466cecf': 'e' }

/** What a driver answers to a request whose path has that end. */
const values = {
  session: { sessionId: 's', capabilities },
  elements: [element],
  displayed: true,
  // A script of Nightwatch that asks whether an element is displayed.
  sync: true,
  text: 'a',
}

module.exports = {
  capabilities,
  request({ path }, onResponse) {
    const end = () => {
      const response = new EventEmitter()
      const headers = { 'content-type': 'application/json' }
      Object.assign(response, { statusCode: 200, headers, setEncoding() {} })
      process.nextTick(() => {
        onResponse(response)
        response.emit('data', JSON.stringify({ value: values[path.split('/').at(-1)] ?? null }))
        response.emit('end')
      })
    }
    return Object.assign(new EventEmitter(), { setTimeout() {}, write() {}, end })
  },
}
