import { existsSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { createJob } from '../../../test/engine-context.js'
import { createFakeBrowser } from '../../../test/fake-browser.js'
import type { BrowserEnd } from '../../browser/browser.js'
import { createCleanupList } from '../../process/cleanup-list.js'
import { makeWorkRoot, type Workspace } from '../../process/workspace.js'
import { startWatchdog } from '../../process/watchdog.js'
import { createBrowserPool } from './browser-pool.js'

function createPool(options: { failsToStart?: boolean } = {}) {
  const workRoot = makeWorkRoot()
  const watchdog = startWatchdog(workRoot)
  onTestFinished(() => watchdog.close())
  const started: { end: (how: BrowserEnd) => void; workspace: Workspace }[] = []
  const start = ({ workspace }: { workspace: Workspace }) => {
    if (options.failsToStart) return Promise.reject(new Error('no browser'))
    const { cdp } = createFakeBrowser()
    let end: (how: BrowserEnd) => void = () => {}
    const ended = new Promise<BrowserEnd>((resolve) => (end = resolve))
    started.push({ end, workspace })
    return Promise.resolve({ cdp, port: started.length, url: 'ws://127.0.0.1:1/devtools/browser/x', ended })
  }
  const open = createBrowserPool(start, { env: {}, watchdog, workRoot })
  const openOne = async (profile: object = {}) => {
    const cleanup = createCleanupList()
    onTestFinished(() => cleanup.run())
    const opened = open({ job: createJob('client => {}', '/nowhere', 0, profile), cleanup })
    return { cleanup, opened }
  }
  return { openOne, started }
}

test('ten participants share a browser, and an eleventh gets another', async () => {
  const { openOne, started } = createPool()
  const all = await Promise.all(Array.from({ length: 11 }, () => openOne()))
  const browsers = await Promise.all(all.map(({ opened }) => opened))
  expect(started).toHaveLength(2)
  expect(browsers.map(({ debuggingPort }) => debuggingPort)).toEqual([...Array<number>(10).fill(1), 2])
  expect(new Set(browsers.map(({ port }) => port)).size).toBe(11)
})

test('a browser ends with its last participant', async () => {
  const { openOne, started } = createPool()
  const [first, second] = [await openOne(), await openOne()]
  await Promise.all([first.opened, second.opened])
  const [{ workspace } = {}] = started
  await first.cleanup.run()
  expect(existsSync(workspace?.directory ?? '')).toBe(true)
  const third = await openOne()
  await third.opened
  await second.cleanup.run()
  expect(existsSync(workspace?.directory ?? '')).toBe(true)
  await third.cleanup.run()
  expect(existsSync(workspace?.directory ?? '')).toBe(false)
  await (
    await openOne()
  ).opened
  expect(started).toHaveLength(2)
})

test('the end of a browser aborts its participants, and the next get another', async () => {
  const { openOne, started } = createPool()
  const first = await (await openOne()).opened
  started[0]?.end({ reason: 'The browser ended with code 1', fromOutside: false })
  expect(await first.ended).toEqual({
    reason: 'The browser ended with code 1; participants shared it',
    fromOutside: true,
  })
  await (
    await openOne()
  ).opened
  expect(started).toHaveLength(2)
})

test('a browser that does not start concerns its participants alone', async () => {
  const options = { failsToStart: true }
  const { openOne, started } = createPool(options)
  const [first, second] = [await openOne(), await openOne()]
  await expect(first.opened).rejects.toThrow('no browser')
  await expect(second.opened).rejects.toThrow('no browser')
  await Promise.all([first.cleanup.run(), second.cleanup.run()])
  options.failsToStart = false
  await (
    await openOne()
  ).opened
  expect(started).toHaveLength(1)
})

test('a participant that ends during its start leaves nothing', async () => {
  const { openOne, started } = createPool()
  const { cleanup, opened } = await openOne()
  await cleanup.run()
  await opened.catch(() => {})
  expect(started.map(({ workspace }) => existsSync(workspace.directory))).toEqual([false])
})

test.each([{ audio_feed: 'silence' }, { video_feed: '1080p', audio_feed: 'default' }])(
  'a participant with a feed is refused: %o',
  async (profile) => {
    const { openOne, started } = createPool()
    await expect((await openOne(profile)).opened).rejects.toThrow(
      /^The participant has the feed (silence|1080p), /,
    )
    expect(started).toEqual([])
  },
)
