import { createRequire } from 'node:module'
import { expect, test } from 'vitest'

interface IgnoredErrors {
  print(message: string, place: string, command?: string): void
  flush(failures: readonly { readonly message: string }[], worked: boolean): void
  summary(): string | undefined
}

const { collectIgnoredErrors } = createRequire(import.meta.url)('../../host/ignored-errors.cjs') as {
  readonly collectIgnoredErrors: (log: (line: string) => void) => IgnoredErrors
}

const stale = 'stale element reference: stale element not found'

test.each([
  ['an element that was found again', stale, true, []],
  ['an element that was not found again', stale, false, [`! ${stale} (line 3)`]],
  ['another message of a command that worked', 'invalid locator', true, ['! invalid locator (line 3)']],
  ['a script timeout', 'script timeout', false, ['! script timeout (line 3)']],
])('the log and the summary with %s', (_, message, worked, expected) => {
  const lines: string[] = []
  const ignored = collectIgnoredErrors((line) => lines.push(line))
  ignored.print(`Error while running .getText() protocol action: ${message}`, ' (line 3)')
  ignored.flush([], worked)
  expect(lines).toEqual(expected)
  expect(ignored.summary() === undefined).toBe(expected.length === 0)
})
