import { Script } from 'node:vm'

const problem = 'The script is not one function expression that takes the client'
const hint =
  'Put helper functions inside of it: client => { … }. For module.exports, describe() or imports, name the file in a spec file: loadero-test makes one function of it'

/**
 * A CommonJS module that exports a script as `script`. The text begins on the first line, so that all lines keep their
 * numbers. Text that is not exactly one expression becomes a module that throws: of two functions, only one would run.
 */
export function scriptModule(text: string): string {
  // A formatter puts semicolons at the start and the end; comments may follow.
  const start = text.replace(/^(\s*);/, '$1')
  const end = start.replace(/;(?:\s|;|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*$/, '')
  const expression = isValid(`(${end}\n)`) ? end : start
  const module = `module.exports.script = (${expression}\n)\n`
  if (isValid(module)) return module
  // Statements that are valid would run, and what they leave out would be missed.
  return isValid(text) ? `throw new TypeError(${JSON.stringify(`${problem}. ${hint}`)})\n` : module
}

function isValid(code: string): boolean {
  try {
    return Boolean(new Script(code))
  } catch {
    return false
  }
}
