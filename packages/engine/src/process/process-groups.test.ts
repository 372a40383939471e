import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { liveProcessGroups } from './live-groups.js'
import { processGroups } from './process-groups.js'
import { startWatchdog } from './watchdog.js'
import { makeWorkRoot } from './workspace.js'

describe.skipIf(process.platform === 'win32')('process groups', () => {
  test('end with all their children', async () => {
    const watchdog = startWatchdog(makeWorkRoot())
    const groups = processGroups(watchdog)
    groups.spawn('/bin/sh', ['-c', 'sleep 60 & sleep 60'], { stdio: 'ignore' })
    groups.spawn('/bin/sh', ['-c', 'trap "" TERM; sleep 60'], { stdio: 'ignore' })
    expect(liveProcessGroups(groups.ids)).toHaveLength(2)
    await groups.end()
    expect(liveProcessGroups(groups.ids)).toEqual([])
    expect(() => groups.spawn('/bin/true', [], {})).toThrowErrorMatchingInlineSnapshot(
      `[Error: the participant has ended]`,
    )
    await watchdog.close()
  })

  test('are killed by the watchdog when it is closed, unless they were released', async () => {
    const watchdog = startWatchdog(makeWorkRoot())
    const guarded = processGroups(watchdog)
    const released = processGroups(watchdog)
    const child = guarded.spawn('/bin/sleep', ['60'], { stdio: 'ignore' })
    released.spawn('/bin/sleep', ['60'], { stdio: 'ignore' })
    for (const id of released.ids) watchdog.release(id)
    const dead = once(child, 'exit')
    await watchdog.close()
    await dead
    expect(liveProcessGroups([...guarded.ids, ...released.ids])).toEqual(released.ids)
    await released.end()
  })
})
