import { expect, test } from 'vitest'
import { createQueues } from './queue.js'

const never = new AbortController().signal

/** A queue that records the names of the runs that started, in their order. */
function queue(capacity: number) {
  const queues = createQueues({ performance: capacity })
  const started: string[] = []
  const enter = (name: string, size: number, signal = never) =>
    queues.enter('performance', size, signal).then((leave) => {
      started.push(name)
      return leave
    })
  return { started, enter, nextTurn: () => new Promise(setImmediate) }
}

test('a run that fits starts, and a big one blocks smaller ones', async () => {
  const { started, enter, nextTurn } = queue(10)
  const first = await enter('first', 6)
  const big = enter('big', 5)
  void enter('small', 1)
  await nextTurn()
  expect(started).toEqual(['first'])
  first()
  await big
  await nextTurn()
  expect(started).toEqual(['first', 'big', 'small'])
})

test('a run that leaves the queue unblocks the next', async () => {
  const { started, enter, nextTurn } = queue(10)
  await enter('first', 6)
  const stop = new AbortController()
  const big = enter('big', 10, stop.signal)
  void enter('small', 4)
  stop.abort(new Error('stopped'))
  await expect(big).rejects.toThrow('stopped')
  await nextTurn()
  expect(started).toEqual(['first', 'small'])
})

test('each mode has its own queue, unlimited by default', async () => {
  const queues = createQueues({ performance: 1 })
  expect([queues.fits('performance', 2), queues.fits('load', 1e6)]).toEqual([false, true])
  await queues.enter('performance', 1, never)
  await expect(queues.enter('load', 1e6, never)).resolves.toBeTypeOf('function')
})
