import { expect, test } from 'vitest'
import { fakePage } from '../../test/fake-session.js'
import type { CdpSession } from '../cdp/cdp.js'
import { watchFailedNavigations } from './failed-navigation.js'

const failed = { frame: { unreachableUrl: 'http://shop.test/' } }

/** A page whose answers come when the test says so. */
function pageWithAnswers() {
  const { target, emit } = fakePage()
  const answers: (() => void)[] = []
  const session: CdpSession = {
    ...target.session,
    send: () => new Promise((resolve) => answers.push(() => resolve(undefined as never))),
  }
  return { target: { ...target, session }, emit, answer: () => answers.forEach((each) => each()) }
}

test('what a page reports before its answer counts', async () => {
  const failures: string[] = []
  const page = pageWithAnswers()
  const watch = watchFailedNavigations((text) => failures.push(text))
  watch.watch(page.target)
  const flushed = watch.flush().then(() => [...failures])
  page.emit('Network.loadingFailed', { type: 'Document', errorText: 'net::ERR_CONNECTION_REFUSED' })
  page.emit('Page.frameNavigated', failed)
  page.answer()
  expect(await flushed).toEqual(['http://shop.test/: net::ERR_CONNECTION_REFUSED'])
})

test('pages with an open dialog are not asked', async () => {
  const page = pageWithAnswers()
  const watch = watchFailedNavigations(() => undefined)
  watch.watch(page.target)
  page.emit('Page.javascriptDialogOpening', {})
  expect(await watch.flush()).toBeUndefined()
})

test('a frame and a worker fail no navigation', async () => {
  const failures: string[] = []
  const page = fakePage()
  const watch = watchFailedNavigations((text) => failures.push(text))
  watch.watch(page.target)
  watch.watch({ ...page.target, type: 'worker' })
  page.emit('Page.frameNavigated', { frame: { ...failed.frame, parentId: 'main' } })
  await watch.flush()
  expect(failures).toEqual([])
})
