import { type LaunchedRun, type LaunchOptions, LaunchLostError } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { launchOnce } from './launch-once.js'

function lost(candidates: readonly number[], searched: boolean) {
  return new LaunchLostError(
    'a run may have started',
    { candidates, searched },
    { method: 'POST', path: 'runs/', attempts: 1 },
    undefined,
  )
}

const run = { id: 4, foundBy: 'response' } as LaunchedRun
const signal = new AbortController().signal

/** Answers one launch after another, each of which leaves. */
function testOf(...answers: (LaunchedRun | Error)[]) {
  const launches: (readonly number[] | undefined)[] = []
  const launch = async ({ knownRunIds: known, onSend }: LaunchOptions = {}) => {
    launches.push(known)
    onSend?.([3, 2])
    const answer = answers.shift()
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('launched too often')
    return answer
  }
  return { launch, launches }
}

test('a launch without a run is sent once more', async () => {
  const node = testOf(lost([], true), run)
  const sent: (readonly number[])[] = []
  expect(await launchOnce(node, { signal, onSend: (known) => sent.push(known) })).toBe(run)
  expect(node.launches).toEqual([undefined, [3, 2]])
  expect(sent).toHaveLength(2)
})

test.each([
  ['the search was incomplete', lost([], false)],
  ['several runs appeared', lost([4, 5], true)],
  ['the service refused', new Error('409')],
])('it does not launch again when %s', async (_, error) => {
  const node = testOf(error, run)
  await expect(launchOnce(node, { signal, onSend: () => undefined })).rejects.toBe(error)
  expect(node.launches).toHaveLength(1)
})

test('it does not launch a third time or after an interrupt', async () => {
  const node = testOf(lost([], true), lost([], true), run)
  await expect(launchOnce(node, { signal, onSend: () => undefined })).rejects.toBeInstanceOf(LaunchLostError)
  expect(node.launches).toHaveLength(2)
  const interrupted = testOf(lost([], true), run)
  const abort = AbortSignal.abort()
  await expect(launchOnce(interrupted, { signal: abort, onSend: () => undefined })).rejects.toBeInstanceOf(
    LaunchLostError,
  )
  expect(interrupted.launches).toHaveLength(1)
})
