import type { SpecTest } from '../../model/spec.js'
import type { LintProblem } from './lint-problem.js'

/** A test that nothing can fail, and a script that does nothing. */
export function lintChecks({ spec }: SpecTest): readonly LintProblem[] {
  // Without comments and strings, as far as that needs no parser.
  const comments = spec.scriptLanguage === 'python' ? /#.*$/gm : /\/\*[\s\S]*?\*\/|(?<![:'"`\w])\/\/.*$/gm
  const code = spec.script.replaceAll(comments, ' ').replaceAll(/(['"])(?:\\.|(?!\1).)*\1/g, '""')
  const asserts = assertionPattern.test(code)
  if (!asserts && !commandPattern.test(code)) {
    return [
      {
        code: 'idle-script',
        severity: 'warning',
        message:
          'has a script without a command or an assertion, so its participants pass without using the product',
        hint: 'Open a page in the script, and wait for an element or assert on it.',
      },
    ]
  }
  const hasChecks = spec.asserts.length > 0 || spec.expects.length > 0 || spec.verify !== undefined
  if (hasChecks || asserts) return []
  return [
    {
      code: 'no-checks',
      severity: 'warning',
      message: 'has no check: no assert, no expectation, no callback, and no assertion or wait in its script',
      hint: 'Add `asserts` or `expects`, or wait for an element in the script.',
    },
  ]
}

/** A call of a method: `client.url(…)`, `driver.get(…)`. */
const commandPattern = /[\w)\]]\s*\??\.\s*\w+\s*\(/

/** Asserts and waits of Nightwatch, Selenium, JUnit and pytest, and errors of the author. */
const assertionPattern =
  /\b(?:assert\w*|verify\w*|expect\w*|wait_?for\w*|wait_?until\w*|WebDriverWait|until|throw|raise|fail)\b/i
