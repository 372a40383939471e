import { expect, test } from 'vitest'
import { escapeWorkflowCommands } from './plain-text.js'

test.each([
  ['::error::x', ': :error::x'],
  ['  ::set-output name=a::b', '  : :set-output name=a::b'],
  ['\u001b[31m::add-mask::x', '\u001b[31m: :add-mask::x'],
  ['done ##vso[task.complete]', 'done # #vso[task.complete]'],
  ['##[error] ##teamcity[x]', '# #[error] # #teamcity[x]'],
  ['std::vector and ## a heading', 'std::vector and ## a heading'],
])('the log line %j becomes %j', (line, shown) => {
  expect(escapeWorkflowCommands(line)).toBe(shown)
})
