import { expect, test } from 'vitest'
import { virtualClock } from './virtual-clock.js'

test('sleepers wake in the order of their due times', async () => {
  const clock = virtualClock(0)
  const order: string[] = []
  const sleep = async (name: string, ms: number) => {
    await clock.sleep(ms)
    order.push(`${name}@${clock.now()}`)
  }
  await Promise.all([sleep('late', 3_600_000), sleep('early', 10), sleep('middle', 500)])
  expect(order).toEqual(['early@10', 'middle@500', 'late@3600000'])
})

test('time stops while work is in progress', async () => {
  const clock = virtualClock(0)
  let woken = false
  const sleeping = clock.sleep(1).then(() => (woken = true))
  await clock.during(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(woken).toBe(false)
    expect(clock.now()).toBe(0)
  })
  await sleeping
  expect(clock.now()).toBe(1)
})

test('an aborted sleep rejects with its own reason', async () => {
  const clock = virtualClock(0)
  const abort = new AbortController()
  const sleeping = clock.sleep(1_000, abort.signal)
  abort.abort(new Error('stop'))
  await expect(sleeping).rejects.toThrow('stop')
  await clock.sleep(10)
  expect(clock.now()).toBe(10)
})
