import { beforeEach, expect, test, vi } from 'vitest'
import { fakePage } from '../../../test/fake-session.js'
import type { Cdp } from '../../cdp/cdp.js'
import { createRemoteMachine } from './remote-machine.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  return () => vi.useRealTimers()
})

/** A browser with one page, whose evaluations result in a value. */
function browserWith(value: unknown): Cdp {
  const answers: Readonly<Record<string, unknown>> = {
    'Target.getTargets': { targetInfos: [{ targetId: 'a', type: 'page' }] },
    'Target.attachToTarget': { sessionId: 's' },
    'Runtime.evaluate': { result: { value } },
  }
  const send = (method: string) => Promise.resolve(answers[method] as never)
  return {
    send,
    on: () => {},
    closed: new Promise(() => {}),
    close: () => {},
    session: () => ({ send, on: () => {} }),
  }
}

async function watchPages() {
  const machine = await createRemoteMachine(browserWith(4))
  const [first, second] = [fakePage(), fakePage()]
  await machine.watch(first.target)
  await machine.watch(second.target)
  await machine.watch({ ...second.target, type: 'iframe' })
  const send = (payload: string) =>
    first.emit('Runtime.bindingCalled', { name: '__loaderoTestCpuPressure', payload })
  return { machine, first, second, send }
}

test.each<readonly [string[], string | undefined]>([
  [[], undefined],
  [['nominal', 'fair'], 'normal'],
  [['serious'], 'normal'],
  [['critical', 'nominal'], 'critical'],
])('the states %j since the last call are %s', async (states, pressure) => {
  const { machine, send } = await watchPages()
  states.forEach(send)
  expect(machine.takePressure()).toBe(pressure)
})

test('a state holds until the next report is due', async () => {
  const { machine, send } = await watchPages()
  const takeAfter = (ms: number) => {
    vi.advanceTimersByTime(ms)
    return machine.takePressure()
  }
  send('critical')
  send('nominal')
  expect([takeAfter(0), takeAfter(400), takeAfter(1_000), takeAfter(200)]).toEqual([
    'critical',
    'normal',
    'normal',
    undefined,
  ])
})

test('calls of other functions are ignored', async () => {
  const { machine, first } = await watchPages()
  first.emit('Runtime.bindingCalled', { name: '__loaderoTestPageVital', payload: 'critical' })
  expect(machine.takePressure()).toBeUndefined()
})

test('the first page alone gets the focus', async () => {
  const { first, second } = await watchPages()
  const hasFocus = (page: typeof first) => page.sent.some(([method]) => method === 'Page.bringToFront')
  expect([hasFocus(first), hasFocus(second)]).toEqual([true, false])
  expect(second.sent.filter(([method]) => method === 'Runtime.addBinding')).toHaveLength(1)
})

test.each([
  [4, 4],
  [0, undefined],
  ['4', undefined],
  [undefined, undefined],
])('the value %j of a page means %s cores', async (value, cores) => {
  expect((await createRemoteMachine(browserWith(value))).cores).toBe(cores)
})

test('a browser that does not answer has no known cores', async () => {
  const gone: Cdp = { ...browserWith(4), send: () => Promise.reject(new Error('gone')) }
  expect((await createRemoteMachine(gone)).cores).toBeUndefined()
})
