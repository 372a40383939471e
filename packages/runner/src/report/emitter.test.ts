import { expect, test } from 'vitest'
import { aSummary, aTest, aTestResult } from '../../test/examples.js'
import { createEmitter } from './emitter.js'
import type { Reporter } from './reporter.js'

function recorder(name: string, said: string[]): Reporter {
  return {
    name,
    onTestBegin: ({ id }) => void said.push(`${name}: ${id} begins`),
    onTestEnd: async ({ test: { id } }) => {
      await Promise.resolve()
      said.push(`${name}: ${id} ends`)
    },
    onEnd: () => void said.push(`${name}: the end`),
  }
}

test('a reporter gets one event at a time, in order', async () => {
  const said: string[] = []
  const { emit, settled } = createEmitter([recorder('a', said)])
  emit('onTestEnd', aTestResult())
  emit('onTestBegin', aTest('next'))
  emit('onEnd', aSummary())
  expect(await settled()).toEqual([])
  expect(said).toEqual(['a: shop > buys ends', 'a: next begins', 'a: the end'])
})

test('one that throws is named once for each reason and is asked again; the others go on', async () => {
  const said: string[] = []
  const broken: Reporter = {
    name: 'broken',
    onTestBegin: () => {
      throw new Error('no key')
    },
    onEnd: () => Promise.reject(new Error('no network')),
  }
  const { emit, settled } = createEmitter([broken, recorder('a', said)])
  emit('onTestBegin', aTest())
  emit('onTestBegin', aTest())
  emit('onEnd', aSummary())
  expect(await settled()).toMatchInlineSnapshot(`
    [
      "reporter broken failed: no key",
      "reporter broken failed: no network",
    ]
  `)
  expect(said).toHaveLength(3)
})

test('one that never comes back is named and given up; the others go on', async () => {
  const said: string[] = []
  let calls = 0
  const stuck: Reporter = {
    name: 'stuck',
    onTestBegin: () => {
      calls++
      return new Promise(() => undefined)
    },
    onEnd: () => void calls++,
  }
  const { emit, settled } = createEmitter([stuck, recorder('a', said)], 10)
  emit('onTestBegin', aTest())
  emit('onEnd', aSummary())
  expect(await settled()).toMatchInlineSnapshot(`
    [
      "reporter stuck did not finish onTestBegin within 0.01 s",
    ]
  `)
  expect(calls).toBe(1)
  expect(said).toEqual(['a: shop > buys begins', 'a: the end'])
})
