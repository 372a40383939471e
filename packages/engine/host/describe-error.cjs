'use strict'

const { readFileSync } = require('node:fs')
const { stripVTControlCharacters, types } = require('node:util')
const { conditionAt } = require('./condition.cjs')
const { describeValue } = require('./describe-value.cjs')

const maxMessageCharacters = 300
/** What chromedriver adds to its messages. */
const driverDetails =
  /^\s*(\(Session info|\(Driver info|Stacktrace:|#\d+ 0x|Build info:|System info:|Driver info:)/

/** Describes errors of the script in that file, with its lines. */
function createErrorDescriber(scriptFile) {
  let wrapperLines
  /** Lines that only call the author's function: loadero-test writes them, and they are in no file. */
  const isWrapper = (line) => {
    wrapperLines ??= new Set(
      readFileSync(scriptFile, 'utf8')
        .split('\n')
        .flatMap((text, index) => (/^return script_*\(client_*(, .*)?\)[ ;]/.test(text) ? [index + 1] : [])),
    )
    return wrapperLines.has(line)
  }
  /** The script's lines in a stack trace: the failing one, and those that called it. */
  const linesOf = (stack) =>
    Array.from(
      String(stack)
        .replaceAll(scriptFile, 'script')
        .matchAll(/\bscript:(\d+)/g),
      ([, line]) => Number(line),
    ).filter((line, index, lines) => line !== lines[index - 1] && !isWrapper(line))
  return {
    linesOf,
    /** An error as one line without the suffixes that Nightwatch adds, with the script's lines that led to it, and in full. */
    describe(thrown) {
      const { name, message, stack } = toError(thrown)
      const frames = Array.from(
        String(stack)
          .replaceAll(scriptFile, 'script')
          .matchAll(/\bscript:\d+(:\d+)?/g),
        ([frame]) => `\n    at ${frame}`,
      ).join('')
      const lines = linesOf(stack)
      const condition = message.startsWith('Failed [ok]') ? conditionAt(scriptFile, lines[0]) : undefined
      return {
        message: oneLine(message || name),
        lines,
        details: `${name}: ${message.trim()}`,
        frames: condition === undefined ? frames : `\n    source: ${condition}${frames}`,
      }
    },
  }
}

/** The end of a reason: the line where it happened, and the lines of its callers. */
function placeOf([line, ...callers]) {
  if (line === undefined) return ''
  return ` (script line ${line}${callers
    .slice(0, 3)
    .map((caller) => `, called from line ${caller}`)
    .join('')})`
}

function oneLine(message) {
  const lines = stripVTControlCharacters(message).trim().split('\n')
  const end = lines.findIndex((line) => driverDetails.test(line))
  const text = (end > 0 ? lines.slice(0, end) : lines)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
    .replace(/ \(\d+ms\)$/, '')
    .replace(/ \)$/, ')')
    .replace(/ - expected "(not )?found" but got: "(not )?found"$/, '')
  return text.length > maxMessageCharacters ? `${text.slice(0, maxMessageCharacters)}…` : text
}

/** Asks no proxy: reading from an element of Nightwatch makes a command. */
function isError(value) {
  return !types.isProxy(value) && value instanceof Error
}

/** Also a value that was thrown and is not an error, without calling into it. */
function toError(thrown) {
  if (isError(thrown)) {
    const { name, message, stack } = thrown
    return { name: String(name), message: String(message), stack }
  }
  return { name: 'Error', message: typeof thrown === 'string' ? thrown : describeValue(thrown), stack: '' }
}

module.exports = { createErrorDescriber, isError, oneLine, placeOf }
