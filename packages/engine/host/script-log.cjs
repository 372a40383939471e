'use strict'

const { readFileSync } = require('node:fs')
const AsyncTree = require('nightwatch/lib/core/asynctree.js')
const Queue = require('nightwatch/lib/core/queue.js')
const Reporter = require('nightwatch/lib/reporter')
const { stripVTControlCharacters } = require('node:util')
const { send } = require('./channel.cjs')

const maxArgumentCharacters = 80
const maxConditionCharacters = 300

/**
 * Logs each command and assertion as it ends, and records failures. Nightwatch has no events for them, so this hooks
 * into its reporter and its queue, which depend on the exact version in package.json.
 */
function recordScript(scriptFile) {
  const failures = []
  /** Line of the command that began last; undefined when the script did not call it. */
  let line

  const addFailure = (error, defaultLine) => {
    const { message, lines, details } = describeError(error, scriptFile)
    const errorLine = lines[0] ?? defaultLine
    const place = errorLine === undefined ? '' : ` (script line ${errorLine})`
    // Nightwatch reports one error several times, later within the message of the command that passed it on.
    if (!failures.some((failure) => message.includes(failure.message))) {
      failures.push({ message, place })
      log(`✖ ${details}`)
    }
    return message + place
  }
  const onUncaught = (error) => send({ kind: 'uncaught', reason: addFailure(error) })
  process.on('uncaughtExceptionMonitor', onUncaught)
  process.prependListener('unhandledRejection', onUncaught)

  hookIntoNightwatch({
    scriptFile,
    addFailure,
    getLine: () => line,
    setLine(next) {
      line = next
      if (line !== undefined) send({ kind: 'line', line })
    },
  })
  return {
    addFailure,
    outcome(failed) {
      const [first, ...others] = failures
      if (!failed && !first) return { passed: true }
      const more = others.length > 0 ? ` (and ${others.length} more)` : ''
      return { passed: false, reason: first ? first.message + first.place + more : 'The script failed' }
    },
  }
}

function hookIntoNightwatch({ scriptFile, addFailure, getLine, setLine }) {
  // The default of ten frames may all be Nightwatch's own.
  Error.stackTraceLimit = 50
  callBefore(Queue, 'add', (command) => {
    // Commands of `element()` have no stack trace.
    command.stackTrace ??= new Error().stack
  })
  callBefore(AsyncTree, 'runChildNode', ({ stackTrace }) => setLine(scriptLinesOf(stackTrace, scriptFile)[0]))
  callBefore(Reporter, 'registerPassed', (message) => log(`✔ ${message}`))
  // Errors of `element()` have no line of the script.
  callBefore(Reporter, 'registerFailed', (error) => addFailure(error, getLine()))
  callBefore(Reporter, 'registerTestError', (error) => addFailure(error, getLine()))
  callBefore(Reporter, 'logCommandResult', ({ node, result }) => {
    // Nightwatch drops this error when the script returns or awaits the command, and would let the script pass.
    if (node.name === 'perform' && result instanceof Error) addFailure(result)
    if (node.parent?.isRootNode || node.addedInsideCallback)
      log(`→ ${node.fullName}(${formatArguments(node.args)}) ${node.elapsedTime} ms`)
  })
}

function callBefore({ prototype }, method, listener) {
  const original = prototype[method]
  prototype[method] = function (...args) {
    listener(...args)
    return original.apply(this, args)
  }
}

function log(text) {
  return process.stdout.write(`${new Date().toISOString()} ${stripVTControlCharacters(text)}\n`)
}

function formatArguments(args) {
  return Array.from(args ?? [], (arg) => {
    const text = typeof arg === 'function' ? 'ƒ' : (JSON.stringify(arg) ?? String(arg))
    return text.length > maxArgumentCharacters ? `${text.slice(0, maxArgumentCharacters)}…` : text
  }).join(', ')
}

/** An error as one line without the suffixes that Nightwatch adds, with the script's lines that led to it, and in full. */
function describeError(error, scriptFile) {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
  const lines = scriptLinesOf(stack, scriptFile)
  const frames = lines.map((each) => `\n    at script:${each}`).join('')
  const condition = message.startsWith('Failed [ok]') ? conditionAt(scriptFile, lines[0]) : undefined
  const source = condition === undefined ? '' : `\n    source: ${condition}`
  const firstLine = stripVTControlCharacters(message || name)
    .trim()
    .split('\n')[0]
    .replace(/ \(\d+ms\)$/, '')
    .replace(/ - expected "(not )?found" but got: "(not )?found"$/, '')
  return { message: firstLine, lines, details: `${name}: ${message.trim()}${source}${frames}` }
}

/** The arguments of an assertion that failed: its message does not say what was compared. */
function conditionAt(scriptFile, line) {
  if (line === undefined) return undefined
  const text = readFileSync(scriptFile, 'utf8')
    .split('\n')
    .slice(line - 1)
    .join(' ')
  const start = text.indexOf('.ok(')
  if (start === -1) return undefined
  let depth = 0
  for (let end = start; end < text.length && end - start < maxConditionCharacters; end++) {
    if (text[end] === '(') depth++
    if (text[end] === ')' && --depth === 0) return text.slice(start + 1, end + 1).replaceAll(/\s+/g, ' ')
  }
  return undefined
}

function scriptLinesOf(stack, scriptFile) {
  return Array.from(
    String(stack)
      .replaceAll(scriptFile, 'script')
      .matchAll(/\bscript:(\d+)/g),
    ([, line]) => Number(line),
  )
}

module.exports = { recordScript }
