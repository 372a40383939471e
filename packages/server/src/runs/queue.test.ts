import { expect, test } from 'vitest'
import { createQueues } from './queue.js'

const never = new AbortController().signal

/** Names of those who are in, in the order in which they came in. */
function queue(capacity: number) {
  const queues = createQueues({ performance: capacity })
  const inside: string[] = []
  const come = (name: string, size: number, signal = never) =>
    queues.enter('performance', size, signal).then((leave) => {
      inside.push(name)
      return leave
    })
  return { inside, come, settle: () => new Promise(setImmediate) }
}

test('whoever fits comes in at once, and a big one blocks the small ones behind it', async () => {
  const { inside, come, settle } = queue(10)
  const first = await come('first', 6)
  const big = come('big', 5)
  void come('small', 1)
  await settle()
  expect(inside).toEqual(['first'])
  first()
  await big
  await settle()
  expect(inside).toEqual(['first', 'big', 'small'])
})

test('who gives up makes way for those behind', async () => {
  const { inside, come, settle } = queue(10)
  await come('first', 6)
  const stop = new AbortController()
  const big = come('big', 10, stop.signal)
  void come('small', 4)
  stop.abort(new Error('stopped'))
  await expect(big).rejects.toThrow('stopped')
  await settle()
  expect(inside).toEqual(['first', 'small'])
})

test('each mode has its own line, without a limit where none is said', async () => {
  const queues = createQueues({ performance: 1 })
  expect([queues.fits('performance', 2), queues.fits('load', 1e6)]).toEqual([false, true])
  await queues.enter('performance', 1, never)
  await expect(queues.enter('load', 1e6, never)).resolves.toBeTypeOf('function')
})
