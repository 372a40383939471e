import { expect, test } from 'vitest'
import { aSummary, aTest, aTestResult } from '../../test/examples.js'
import { createEmitter, replay } from './emitter.js'
import type { Reporter } from './reporter.js'

function recorder(name: string, events: string[]): Reporter {
  return {
    name,
    onTestBegin: ({ id }) => void events.push(`${name}: ${id} begins`),
    onTestEnd: async ({ test: { id } }) => {
      await Promise.resolve()
      events.push(`${name}: ${id} ends`)
    },
    onEnd: () => void events.push(`${name}: the end`),
  }
}

test('a reporter gets one event at a time, in order', async () => {
  const events: string[] = []
  const { emit, settled } = createEmitter([recorder('a', events)])
  emit('onTestEnd', aTestResult())
  emit('onTestBegin', aTest('next'))
  emit('onEnd', aSummary())
  expect(await settled()).toEqual([])
  expect(events).toEqual(['a: shop > buys ends', 'a: next begins', 'a: the end'])
})

test('an error of a reporter is listed once and affects no other', async () => {
  const events: string[] = []
  const broken: Reporter = {
    name: 'broken',
    onTestBegin: () => {
      throw new Error('no key')
    },
    onEnd: () => Promise.reject(new Error('no network')),
  }
  const { emit, settled } = createEmitter([broken, recorder('a', events)])
  emit('onTestBegin', aTest())
  emit('onTestBegin', aTest())
  emit('onEnd', aSummary())
  expect(await settled()).toMatchInlineSnapshot(`
    [
      "reporter broken failed: no key",
      "reporter broken failed: no network",
    ]
  `)
  expect(events).toHaveLength(3)
})

test('a reporter that times out gets no more events', async () => {
  const events: string[] = []
  let calls = 0
  const stuck: Reporter = {
    name: 'stuck',
    onTestBegin: () => {
      calls++
      return new Promise(() => undefined)
    },
    onEnd: () => void calls++,
  }
  const { emit, settled } = createEmitter([stuck, recorder('a', events)], { timeoutMs: 10 })
  emit('onTestBegin', aTest())
  emit('onEnd', aSummary())
  expect(await settled()).toMatchInlineSnapshot(`
    [
      "reporter stuck did not finish onTestBegin within 0.01 s",
    ]
  `)
  expect(calls).toBe(1)
  expect(events).toEqual(['a: shop > buys begins', 'a: the end'])
})

test('a session waits for a reporter that is far behind', async () => {
  const open: (() => void)[] = []
  const slow: Reporter = { name: 'slow', onTestBegin: () => new Promise((resolve) => open.push(resolve)) }
  const { emit, ready } = createEmitter([slow, recorder('a', [])], { maxUnhandled: 2 })
  const never = new AbortController().signal
  for (const name of ['one', 'two']) emit('onTestBegin', aTest(name))
  await ready(never)
  for (const name of ['three', 'four']) emit('onTestBegin', aTest(name))
  let isReady = false
  const waiting = ready(never).then(() => (isReady = true))
  const handleNext = async () => {
    await new Promise(setImmediate)
    open.shift()?.()
    await new Promise(setImmediate)
  }
  await handleNext()
  expect(isReady).toBe(false)
  await handleNext()
  await waiting
})

test('an interrupted session waits for no reporter that is behind', async () => {
  const stuck: Reporter = { name: 'stuck', onTestBegin: () => new Promise(() => undefined) }
  const { emit, ready } = createEmitter([stuck], { maxUnhandled: 0 })
  emit('onTestBegin', aTest())
  const interrupt = new AbortController()
  const waiting = ready(interrupt.signal)
  interrupt.abort()
  expect(await Promise.all([waiting, ready(interrupt.signal)])).toHaveLength(2)
})

test('replay reports all tests and then the end', async () => {
  const events: string[] = []
  const summary = aSummary({ tests: [aTestResult(), aTestResult({ test: aTest('shop > sells') })] })
  expect(await replay(summary, [recorder('a', events)])).toEqual([])
  expect(events).toEqual(['a: shop > buys ends', 'a: shop > sells ends', 'a: the end'])
})
