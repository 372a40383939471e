import { expect, test } from 'vitest'
import { createFakeBrowser } from '../../../test/fake-browser.js'
import { shareBrowser } from './contexts.js'

async function openTwo() {
  const browser = createFakeBrowser()
  const openContext = await shareBrowser(browser.cdp)
  const [first, second] = [await openContext(), await openContext()]
  return { browser, first, second }
}

test('a new context has an empty page of its own', async () => {
  const { browser, first, second } = await openTwo()
  expect([first.id, second.id]).toEqual(['C1', 'C2'])
  expect(browser.sentOf('Target.createTarget')).toEqual([
    { url: 'about:blank', browserContextId: 'C1' },
    { url: 'about:blank', browserContextId: 'C2' },
  ])
})

test('the browser attaches to targets once for all contexts', async () => {
  const { browser, first, second } = await openTwo()
  for (const { cdp } of [first, second]) {
    await cdp.send('Target.setDiscoverTargets', { discover: true })
    await cdp.send('Target.setAutoAttach', {})
  }
  expect(browser.sentOf('Target.setAutoAttach')).toHaveLength(1)
  expect(browser.sentOf('Target.setDiscoverTargets')).toHaveLength(1)
})

test('each context receives the events of its targets', async () => {
  const { browser, first, second } = await openTwo()
  const events: string[] = []
  for (const { cdp, id } of [first, second]) {
    cdp.on('Target.attachedToTarget', ({ sessionId }) => events.push(`${id} attached ${sessionId}`))
    cdp.on('Target.detachedFromTarget', ({ sessionId }) => events.push(`${id} detached ${sessionId}`))
    cdp.on('Target.targetCrashed', ({ targetId }) => events.push(`${id} crashed ${targetId}`))
    cdp.on('Browser.downloadProgress', ({ guid }) => events.push(`${id} downloads ${guid}`))
  }
  browser.attach('S2', 'T2', 'C2')
  browser.attach('S1', 'T1', 'C1')
  expect(events).toEqual([])
  await first.cdp.send('Target.setAutoAttach')
  expect(events.splice(0)).toEqual(['C1 attached S1'])
  await second.cdp.send('Target.setAutoAttach')
  browser.attach('S3', 'T3', 'C2')
  expect(events.splice(0)).toEqual(['C2 attached S2', 'C2 attached S3'])
  browser.emit('Target.targetCrashed', { targetId: 'T3', status: 'crashed' })
  browser.emit('Target.detachedFromTarget', { sessionId: 'S3' })
  browser.emit('Target.detachedFromTarget', { sessionId: 'S1' })
  expect(events.splice(0)).toEqual(['C2 crashed T3', 'C2 detached S3', 'C1 detached S1'])
  browser.emit('Browser.downloadProgress', { guid: 'g', state: 'completed' })
  expect(events).toEqual(['C1 downloads g', 'C2 downloads g'])
})

test('a target without an open context resumes', async () => {
  const { browser, first } = await openTwo()
  await first.dispose()
  for (const context of ['C1', 'default']) browser.attach(`S-${context}`, `T-${context}`, context)
  expect(browser.sentToSessions).toEqual([
    'S-C1 Runtime.runIfWaitingForDebugger',
    'S-default Runtime.runIfWaitingForDebugger',
  ])
})

test.each([
  ['Browser.setPermission', { setting: 'granted' }],
  ['Browser.setDownloadBehavior', { behavior: 'deny' }],
])('%s concerns its context alone', async (method, params) => {
  const { browser, second } = await openTwo()
  await second.cdp.send(method, params)
  expect(browser.sentOf(method)).toEqual([{ ...params, browserContextId: 'C2' }])
})

test('a context lists its own targets', async () => {
  const { browser, second } = await openTwo()
  browser.targetInfos = [
    { targetId: 'T1', browserContextId: 'C1' },
    { targetId: 'T2', browserContextId: 'C2' },
    { targetId: 'T0' },
  ]
  const { targetInfos } = await second.cdp.send('Target.getTargets')
  expect(targetInfos.map(({ targetId }) => targetId)).toEqual(['T2'])
})

test('a context closes with its disposal or with the browser', async () => {
  const { browser, first, second } = await openTwo()
  await first.dispose()
  await first.cdp.closed
  expect(browser.sentOf('Target.disposeBrowserContext')).toEqual([{ browserContextId: 'C1' }])
  browser.close()
  await second.cdp.closed
  await second.dispose()
})
