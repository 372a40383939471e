import { expect, test } from 'vitest'
import { createScheduler } from './scheduler.js'

const unlimited = { runs: Infinity, participants: Infinity, computeUnits: Infinity }
function load(participants: number) {
  return { participants, computeUnits: 0 }
}
function moment() {
  return new Promise(setImmediate)
}
const never = new AbortController().signal

test('of those who come together the biggest goes first; who leaves makes room', async () => {
  const scheduler = createScheduler({ ...unlimited, runs: 1 })
  const order: number[] = []
  const enter = async (size: number) => {
    const turn = await scheduler.enter(load(size), { signal: never })
    order.push(size)
    return turn
  }
  const [small, big] = [enter(1), enter(9)]
  ;(await big).leave()
  ;(await small).leave()
  expect(order).toEqual([9, 1])
})

test('positions are told at first and as they change', async () => {
  const scheduler = createScheduler({ ...unlimited, runs: 1 })
  const positions: number[] = []
  const first = scheduler.enter(load(3), { signal: never })
  const second = scheduler.enter(load(2), { signal: never })
  void scheduler.enter(load(1), { signal: never, onPosition: (position) => positions.push(position) })
  const turn = await first
  expect(positions).toEqual([2])
  turn.leave()
  await second
  expect(positions).toEqual([2, 1])
})

test('who is bigger than a limit goes alone, and is told', async () => {
  const scheduler = createScheduler({ ...unlimited, participants: 5 })
  const [big, small] = [
    scheduler.enter(load(9), { signal: never }),
    scheduler.enter(load(1), { signal: never }),
  ]
  let smallWent = false
  void small.then(() => (smallWent = true))
  const turn = await big
  expect(turn.alone).toBe(true)
  await moment()
  expect(smallWent).toBe(false)
  turn.leave()
  expect((await small).alone).toBe(false)
})

test('what is under way already takes its room, and leaving twice makes room once', async () => {
  const scheduler = createScheduler({ ...unlimited, runs: 2 })
  const leave = scheduler.occupy(load(1))
  await scheduler.enter(load(1), { signal: never })
  const third = scheduler.enter(load(1), { signal: never })
  let fourthWent = false
  void scheduler.enter(load(1), { signal: never }).then(() => (fourthWent = true))
  leave()
  leave()
  await third
  await moment()
  expect(fourthWent).toBe(false)
})

test('who aborts leaves the queue; a closed one lets nobody go', async () => {
  const scheduler = createScheduler({ ...unlimited, runs: 1 })
  const turn = await scheduler.enter(load(1), { signal: never })
  const abort = new AbortController()
  const given = scheduler.enter(load(2), { signal: abort.signal })
  abort.abort(new Error('enough'))
  await expect(given).rejects.toThrow('enough')
  const waiting = scheduler.enter(load(1), { signal: never })
  scheduler.close(new Error('closed'))
  await expect(waiting).rejects.toThrow('closed')
  turn.leave()
  await expect(scheduler.enter(load(1), { signal: never })).rejects.toThrow('closed')
  expect(scheduler.closedBy()?.message).toBe('closed')
})
