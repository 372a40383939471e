import { describe, expect, test } from 'vitest'
import { createDriverFilter, type DriverConnection } from './driver-filter.js'

const own = { targetId: 'T1', type: 'page', browserContextId: 'C1' }
const other = { targetId: 'T2', type: 'page', browserContextId: 'C2' }

/** A filter of context `C1`, which knows target `T1`. */
function createFilter(connection: DriverConnection = 'browser') {
  const filter = createDriverFilter(connection, 'C1', new Set(['T1']))
  const parse = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text))
  return {
    command(message: object) {
      const outcome = filter.command(JSON.stringify(message))
      return 'send' in outcome ? { send: parse(outcome.send) } : { answer: parse(outcome.answer) }
    },
    message: (message: object) => parse(filter.message(JSON.stringify(message))),
  }
}

test.each<[string, object, object]>([
  ['createTarget', { url: 'about:blank' }, { url: 'about:blank', browserContextId: 'C1' }],
  ['createTarget', { browserContextId: 'C2' }, { browserContextId: 'C1' }],
  ['attachToTarget', { targetId: 'T1', flatten: true }, { targetId: 'T1', flatten: true }],
  ['closeTarget', { targetId: 'T1' }, { targetId: 'T1' }],
  ['getTargets', {}, {}],
])('a command about its own context is sent: Target.%s %o', (name, params, sent) => {
  const method = `Target.${name}`
  expect(createFilter().command({ id: 7, method, params })).toEqual({ send: { id: 7, method, params: sent } })
})

test.each(['attachToTarget', 'closeTarget', 'activateTarget', 'getTargetInfo'])(
  'a target of another context does not exist for Target.%s',
  (name) => {
    expect(createFilter().command({ id: 7, method: `Target.${name}`, params: { targetId: 'T2' } })).toEqual({
      answer: { id: 7, error: { code: -32_000, message: 'No target with given id found' } },
    })
  },
)

describe('a command that would affect other contexts', () => {
  const always = [
    'Browser.close',
    'Browser.crash',
    'Browser.crashGpuProcess',
    'Target.createBrowserContext',
    'Target.disposeBrowserContext',
    'Tracing.start',
  ]
  test.each([
    ...always.map((method) => [method, 'a page', { sessionId: 'S1' }] as const),
    ...always.map((method) => [method, 'the browser', {}] as const),
    ...['Target.setAutoAttach', 'SystemInfo.getProcessInfo', 'Unknown.command'].map(
      (method) => [method, 'the browser', {}] as const,
    ),
  ])('is refused: %s to %s', (method, _, session) => {
    expect(createFilter().command({ id: 7, method, params: {}, ...session })).toEqual({
      answer: {
        id: 7,
        error: { code: -32_000, message: `${method} is not available: participants share the browser` },
        ...session,
      },
    })
  })

  test('has the own context also when it is sent to a page', () => {
    const message = { id: 7, method: 'Browser.grantPermissions', params: { permissions: [] } }
    expect(createFilter().command({ ...message, sessionId: 'S1' })).toEqual({
      send: { ...message, params: { permissions: [], browserContextId: 'C1' }, sessionId: 'S1' },
    })
  })
})

test.each([
  { id: 1, method: 'Page.navigate', params: { url: 'http://x/' }, sessionId: 'S1' },
  { id: 2, method: 'Target.setAutoAttach', params: { autoAttach: true }, sessionId: 'S1' },
  { id: 3, method: 'Runtime.evaluate', params: { expression: '"method":"Browser.close"' }, sessionId: 'S1' },
])('a command to a page of its own is sent as it is: $method', (message) => {
  expect(createFilter().command(message)).toEqual({ send: message })
})

test('a connection to a page may use all commands of pages', () => {
  const message = { id: 1, method: 'Emulation.setGeolocationOverride', params: { latitude: 1 } }
  expect(createFilter('page').command(message)).toEqual({ send: message })
  expect(createFilter('page').message({ method: 'Page.loadEventFired', params: {} })).toBeDefined()
})

test.each<DriverConnection>(['browser', 'page'])(
  'a connection to a %s sees targets of its context',
  (connection) => {
    const filter = createFilter(connection)
    expect(filter.message({ id: 1, result: { targetInfos: [other, own] } })).toEqual({
      id: 1,
      result: { targetInfos: [own] },
    })
    const events = ['targetCreated', 'targetInfoChanged', 'attachedToTarget'].map((name) => `Target.${name}`)
    for (const method of events) {
      expect(filter.message({ method, params: { targetInfo: own } })).toEqual({
        method,
        params: { targetInfo: own },
      })
      expect(filter.message({ method, params: { targetInfo: other } })).toBeUndefined()
    }
    for (const method of ['Target.targetDestroyed', 'Target.targetCrashed']) {
      expect(filter.message({ method, params: { targetId: 'T1' } })).toBeDefined()
      expect(filter.message({ method, params: { targetId: 'T2' } })).toBeUndefined()
    }
    expect(
      filter.command({ id: 2, method: 'Target.closeTarget', params: { targetId: 'T2' } }),
    ).toHaveProperty('answer')
  },
)

test('events of the browser that name no context are not seen', () => {
  const { message } = createFilter()
  expect(message({ method: 'Browser.downloadWillBegin', params: { guid: 'g' } })).toBeUndefined()
})

test.each<[string, (filter: ReturnType<typeof createFilter>) => void]>([
  [
    'that it has created',
    (filter) => {
      filter.command({ id: 3, method: 'Target.createTarget', params: { url: 'about:blank' } })
      filter.message({ id: 3, result: { targetId: 'T3' } })
    },
  ],
  [
    'that a page of its own has opened',
    ({ message }) => {
      const targetInfo = { ...own, targetId: 'T3' }
      const params = { sessionId: 'S3', targetInfo }
      message({ method: 'Target.attachedToTarget', params, sessionId: 'S1' })
    },
  ],
  [
    'that is listed',
    ({ message }) => message({ id: 3, result: { targetInfos: [{ ...own, targetId: 'T3' }] } }),
  ],
])('a target is its own %s', (_, learn) => {
  const filter = createFilter()
  const close = { id: 9, method: 'Target.closeTarget', params: { targetId: 'T3' } }
  expect(filter.command(close)).toHaveProperty('answer')
  learn(filter)
  expect(filter.command(close)).toEqual({ send: close })
})

test('text that is no message is refused', () => {
  expect(createFilter().command([])).toHaveProperty('answer.error')
})
