import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { liveProcessGroups } from './process-groups.js'
import { createProcessGroups } from './process-groups.js'
import { startWatchdog } from './watchdog.js'
import { makeWorkRoot } from './workspace.js'

describe.skipIf(process.platform === 'win32')('process groups', () => {
  test('are killed with all their children', async () => {
    const watchdog = startWatchdog(makeWorkRoot())
    const groups = createProcessGroups(watchdog)
    groups.spawn('/bin/sh', ['-c', 'sleep 60 & sleep 60'], { stdio: 'ignore' })
    groups.spawn('/bin/sh', ['-c', 'trap "" TERM; sleep 60'], { stdio: 'ignore' })
    expect(liveProcessGroups(groups.ids)).toHaveLength(2)
    await groups.killAll()
    expect(liveProcessGroups(groups.ids)).toEqual([])
    expect(() => groups.spawn('/bin/true', [], {})).toThrowErrorMatchingInlineSnapshot(
      `[Error: the participant has ended]`,
    )
    await watchdog.close()
  })

  test('are killed by the watchdog unless released', async () => {
    const watchdog = startWatchdog(makeWorkRoot())
    const guarded = createProcessGroups(watchdog)
    const released = createProcessGroups(watchdog)
    const child = guarded.spawn('/bin/sleep', ['60'], { stdio: 'ignore' })
    released.spawn('/bin/sleep', ['60'], { stdio: 'ignore' })
    for (const id of released.ids) watchdog.release(id)
    const dead = once(child, 'exit')
    await watchdog.close()
    await dead
    expect(liveProcessGroups([...guarded.ids, ...released.ids])).toEqual(released.ids)
    await released.killAll()
  })
})
