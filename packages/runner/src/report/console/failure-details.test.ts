import { expect, test } from 'vitest'
import { aTestResult } from '../../../test/examples.js'
import type { ParticipantOutcome } from '../../model/result.js'
import { failureDetailLines } from './failure-details.js'

function participant(num: number, parts: Partial<ParticipantOutcome> = {}): ParticipantOutcome {
  return {
    label: `caller #${num}`,
    traits: {},
    status: 'failed',
    startedMs: 10_000,
    values: {},
    reasons: [],
    files: [],
    script: { marks: [{ name: 'joined', atMs: 12_000 }], measurements: [] },
    failure: {
      atMs: 15_500,
      second: 5.5,
      commands: [1, 2, 3, 4].map((second) => ({
        atMs: 10_000 + second * 1_000,
        text: `click("#${second}")`,
      })),
      pageErrors: [{ text: 'TypeError: \u001B[31mx\nis not a function' }],
      mediaFailures: [],
      failedRequests: [{ atMs: 999, text: 'Failed to load resource: 500 (http://a/b)' }],
    },
    ...parts,
  }
}

test('details name the second, marks, commands and errors', () => {
  const participants = [0, 1, 2].map((num) => participant(num))
  const passed = participant(3, { status: 'passed' })
  const silent = participant(4, {
    failure: { commands: [], pageErrors: [], failedRequests: [], mediaFailures: [] },
  })
  const lines = failureDetailLines(aTestResult({ participants: [passed, silent, ...participants] }))
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "caller #0 failed at 5.5 s
      marks: joined 2.0 s
      command: 2.0 s  click("#2")
      command: 3.0 s  click("#3")
      command: 4.0 s  click("#4")
      page error: TypeError: x is not a function
      failed request: Failed to load resource: 500 (http://a/b)
    caller #1 failed at 5.5 s
      marks: joined 2.0 s
      command: 2.0 s  click("#2")
      command: 3.0 s  click("#3")
      command: 4.0 s  click("#4")
      page error: TypeError: x is not a function
      failed request: Failed to load resource: 500 (http://a/b)
    and details of 1 more participant in the JSON report"
  `)
})
