'use strict'

const { readFileSync } = require('node:fs')

const maxCharacters = 300

/** The call of the `assert.ok()` on that line of the script: its message does not say what was compared. */
function conditionAt(scriptFile, line) {
  if (line === undefined) return undefined
  const text = readFileSync(scriptFile, 'utf8')
    .split('\n')
    .slice(line - 1)
    .join(' ')
  const start = text.indexOf('.ok(')
  if (start === -1) return undefined
  let depth = 0
  for (let end = start; end < text.length && end - start < maxCharacters; end++) {
    if (text[end] === '(') depth++
    if (text[end] === ')' && --depth === 0) return text.slice(start + 1, end + 1).replaceAll(/\s+/g, ' ')
  }
  return undefined
}

module.exports = { conditionAt }
