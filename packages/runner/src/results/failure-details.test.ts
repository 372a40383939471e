import { Readable } from 'node:stream'
import type { Result } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { readEvidence } from './failure-details.js'
import type { RunFiles } from './run-files.js'

const start = '2026-01-31T12:00:00.000Z'
const end = '2026-01-31T12:00:30.000Z'

/** Files of a run whose script log has the lines. */
function filesWith(...lines: readonly string[]): RunFiles {
  return {
    keepAll: () => Promise.resolve([]),
    missing: [],
    read: (_, kind, read) =>
      kind === 'selenium' ? read(Readable.from([Buffer.from(lines.join('\n'))])) : Promise.resolve(undefined),
    readText: () => Promise.resolve(undefined),
    removeOthers: () => Promise.resolve(),
  }
}

function resultWith(statuses: Pick<Result, 'status' | 'selenium_result'>): Result {
  return { id: 1, created: start, updated: end, start, end, asserts: [], ...statuses }
}

const failedCommand = '2026-01-31T12:00:04.500Z ✖ click("#buy") 12 ms'

test.each([
  ['a script that failed has the time of its command', 'fail', [failedCommand], 4.5],
  ['a script that failed without a time ends with the participant', 'fail', [], 30],
  ['a script that was cut short ends with the participant', 'timeout', [], 30],
  ['a script that passed did not fail at a time', 'pass', [], undefined],
  ['a script that passed did not fail at the time of a command', 'pass', [failedCommand], undefined],
] as const)('%s', async (_, script, lines, second) => {
  const status = script === 'pass' ? 'fail' : script
  const { failure } = await readEvidence(resultWith({ status, selenium_result: script }), filesWith(...lines))
  expect(failure?.second).toBe(second)
  expect(failure?.atMs).toBe(second === undefined ? undefined : Date.parse(start) + second * 1_000)
  expect(failure?.commands).toHaveLength(lines.length)
})
