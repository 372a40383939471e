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
  const asked: (readonly number[] | undefined)[] = []
  const launch = async ({ knownRunIds: known, onSend }: LaunchOptions = {}) => {
    asked.push(known)
    onSend?.([3, 2])
    const answer = answers.shift()
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('launched too often')
    return answer
  }
  return { launch, asked }
}

test('a launch that nobody has heard of is tried once more, with what was there before it', async () => {
  const node = testOf(lost([], true), run)
  const noted: (readonly number[])[] = []
  expect(await launchOnce(node, { signal, onSend: (known) => noted.push(known) })).toBe(run)
  expect(node.asked).toEqual([undefined, [3, 2]])
  expect(noted).toHaveLength(2)
})

test.each([
  ['it was not looked for to the end', lost([], false)],
  ['several runs appeared', lost([4, 5], true)],
  ['the service refused', new Error('409')],
])('nothing is launched again when %s', async (_, error) => {
  const node = testOf(error, run)
  await expect(launchOnce(node, { signal, onSend: () => undefined })).rejects.toBe(error)
  expect(node.asked).toHaveLength(1)
})

test('nor a third time, nor after an interrupt', async () => {
  const node = testOf(lost([], true), lost([], true), run)
  await expect(launchOnce(node, { signal, onSend: () => undefined })).rejects.toBeInstanceOf(LaunchLostError)
  expect(node.asked).toHaveLength(2)
  const interrupted = testOf(lost([], true), run)
  const abort = AbortSignal.abort()
  await expect(launchOnce(interrupted, { signal: abort, onSend: () => undefined })).rejects.toBeInstanceOf(
    LaunchLostError,
  )
  expect(interrupted.asked).toHaveLength(1)
})
