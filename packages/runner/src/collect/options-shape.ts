import type { OptionProblem } from './option-problems.js'

/** The most frequent first mistakes: a value of another kind where options, a script or a list belongs. */
export function shapeProblemOf(options: unknown): OptionProblem | undefined {
  const example = "Write test('title', { script: script('./visit.js'), participants: [{ name, browser }] })."
  if (typeof options === 'function') {
    return {
      code: 'invalid-option',
      message: 'the second argument of test() is a function, but must be an object of options',
      hint: `${example} What the browsers do is in the script; a function after the options checks the results.`,
    }
  }
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const actual =
      options === undefined ? 'missing' : Array.isArray(options) ? 'a list' : JSON.stringify(options)
    return {
      code: 'invalid-option',
      message: `the second argument of test() is ${actual}, but must be an object of options`,
      hint: example,
    }
  }
  const { script } = options as { readonly script?: unknown }
  if (typeof script === 'string') {
    return {
      code: 'invalid-option',
      message: `script is the text '${script}', but must be a call of script()`,
      option: ['script'],
      hint: `Write script: script('${script}').`,
    }
  }
  if (script === undefined) {
    return {
      code: 'invalid-option',
      message: 'script is missing',
      hint: "Write script: script('./visit.js'), with the path of a file next to the spec.",
    }
  }
  return undefined
}
