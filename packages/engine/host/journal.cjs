'use strict'

const AsyncTree = require('nightwatch/lib/core/asynctree.js')
const Queue = require('nightwatch/lib/core/queue.js')
const Reporter = require('nightwatch/lib/reporter')
const { stripVTControlCharacters } = require('node:util')
const { say } = require('./channel.cjs')

/**
 * Writes each command and assertion to the log as it ends, and keeps what failed. Nightwatch has no event
 * for them, so its reporter and its queue are listened in on; that, too, ties us to the exact version in package.json.
 */
function keepJournal(scriptFile) {
  const failures = []
  /** Of the command that began last; undefined when that is none of the script's. */
  let line

  const note = (error, otherwise) => {
    const { message, lines, details } = describe(error, scriptFile)
    const place = placed(lines[0] ?? otherwise)
    // One error comes by more than once, the second time inside the words of the command that passed it on.
    if (!failures.some((failure) => message.includes(failure.message))) {
      failures.push({ message, place })
      log(`✖ ${details}`)
    }
    return message + place
  }
  // Those of `element()` do not know where they are from.
  const noteOfCommand = (error) => note(error, line)
  const stray = (error) => say({ kind: 'stray', reason: note(error) })
  process.on('uncaughtExceptionMonitor', stray)
  process.prependListener('unhandledRejection', stray)

  // Ten frames, which is what there is otherwise, may all be Nightwatch's own.
  Error.stackTraceLimit = 50
  listenIn(Queue, 'add', (command) => {
    // Those of `element()` come without.
    command.stackTrace ??= new Error().stack
  })
  listenIn(AsyncTree, 'runChildNode', ({ stackTrace }) => {
    line = linesOf(stackTrace, scriptFile)[0]
    if (line !== undefined) say({ kind: 'line', line })
  })
  listenIn(Reporter, 'registerPassed', (message) => log(`✔ ${message}`))
  listenIn(Reporter, 'registerFailed', noteOfCommand)
  listenIn(Reporter, 'registerTestError', noteOfCommand)
  listenIn(Reporter, 'logCommandResult', ({ node, result }) => {
    // Nightwatch forgets it where the script returns or awaits the command, and would let the script pass.
    if (node.name === 'perform' && result instanceof Error) note(result)
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

function listenIn({ prototype }, method, listener) {
  const original = prototype[method]
  prototype[method] = function (...args) {
    listener(...args)
    return original.apply(this, args)
  }
}

function log(text) {
  return process.stdout.write(`${new Date().toISOString()} ${stripVTControlCharacters(text)}\n`)
}

const longest = 80

function shown(args) {
  return Array.from(args ?? [], (arg) => {
    const text = typeof arg === 'function' ? 'ƒ' : (JSON.stringify(arg) ?? String(arg))
    return text.length > longest ? `${text.slice(0, longest)}…` : text
  }).join(', ')
}

/** An error in one line with the lines of the author's script that led to it, and at length. */
function describe(error, scriptFile) {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
  const lines = linesOf(stack, scriptFile)
  const frames = lines.map((each) => `\n    at script:${each}`).join('')
  return { message: oneLine(message || name), lines, details: `${name}: ${message.trim()}${frames}` }
}

function linesOf(stack, scriptFile) {
  return Array.from(
    String(stack)
      .replaceAll(scriptFile, 'script')
      .matchAll(/\bscript:(\d+)/g),
    ([, line]) => Number(line),
  )
}

function placed(line) {
  return line === undefined ? '' : ` (script line ${line})`
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
