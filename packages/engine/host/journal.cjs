'use strict'

const Reporter = require('nightwatch/lib/reporter')
const { stripVTControlCharacters } = require('node:util')
const { say } = require('./channel.cjs')

/**
 * Writes each command and assertion to the log as it ends, and keeps what failed. Nightwatch has no event
 * for them, so its reporter is listened in on; that, too, ties us to the exact version in package.json.
 */
function keepJournal(scriptFile) {
  const failures = []

  const note = (error) => {
    const { message, place, details } = describe(error, scriptFile)
    // One error comes by more than once, the second time inside the words of the command that passed it on.
    if (!failures.some((failure) => message.includes(failure.message))) {
      failures.push({ message, place })
      log(`✖ ${details}`)
    }
    return message + place
  }
  const stray = (error) => say({ kind: 'stray', reason: note(error) })
  process.on('uncaughtExceptionMonitor', stray)
  process.prependListener('unhandledRejection', stray)

  listenIn('registerPassed', (message) => log(`✔ ${message}`))
  listenIn('registerFailed', note)
  listenIn('registerTestError', note)
  listenIn('logCommandResult', ({ node }) => {
    if (node.parent?.isRootNode || node.addedInsideCallback)
      log(`→ ${node.fullName}(${shown(node.args)}) ${node.elapsedTime} ms`)
  })

  return {
    note,
    verdict(failed) {
      const [first, ...others] = failures
      if (!failed && !first) return { passed: true }
      const more = others.length > 0 ? ` (and ${others.length} more)` : ''
      return { passed: false, reason: first ? first.message + first.place + more : 'The script failed' }
    },
  }
}

function listenIn(method, listener) {
  const original = Reporter.prototype[method]
  Reporter.prototype[method] = function (...args) {
    listener(...args)
    return original.apply(this, args)
  }
}

const log = (text) => process.stdout.write(`${new Date().toISOString()} ${stripVTControlCharacters(text)}\n`)

const longest = 80

function shown(args) {
  return Array.from(args ?? [], (arg) => {
    const text = typeof arg === 'function' ? 'ƒ' : (JSON.stringify(arg) ?? String(arg))
    return text.length > longest ? `${text.slice(0, longest)}…` : text
  }).join(', ')
}

/** An error in one line with the line of the author's script, and at length. */
function describe(error, scriptFile) {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
  const places = [
    ...String(stack)
      .replaceAll(scriptFile, 'script')
      .matchAll(/\bscript:(\d+)(?::\d+)?/g),
  ]
  const frames = places.map(([frame]) => `\n    at ${frame}`).join('')
  return {
    message: oneLine(message || name),
    place: places.length > 0 ? ` (script line ${places[0][1]})` : '',
    details: `${name}: ${message.trim()}${frames}`,
  }
}

/** Without the noise that Nightwatch ends its messages with. */
function oneLine(message) {
  return stripVTControlCharacters(message)
    .trim()
    .split('\n')[0]
    .replace(/ \(\d+ms\)$/, '')
    .replace(/ - expected "(not )?found" but got: "(not )?found"$/, '')
}

module.exports = { keepJournal }
