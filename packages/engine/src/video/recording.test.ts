import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CdpTarget } from '../cdp/targets.js'
import { startRecording } from './recording.js'

let parent: string
beforeEach(() => {
  vi.useFakeTimers()
  parent = mkdtempSync(path.join(tmpdir(), 'loadero-test-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(parent, { recursive: true, force: true })
})

/** A page that shows `picture`. */
function page(picture: () => Promise<string>): CdpTarget {
  return {
    type: 'page',
    session: {
      send: async () => ({ data: Buffer.from(await picture()).toString('base64') }) as never,
      on: () => {},
    },
  }
}

function record(targets: Iterable<CdpTarget>, directory = path.join(parent, 'video')) {
  const notes: string[] = []
  const note = (line: string) => void notes.push(line)
  const recording = startRecording({ targets, directory, note, maxBytes: 2_000_000 })
  return { recording, directory, notes }
}

describe('a recording', () => {
  test('keeps a picture only when the page changed', async () => {
    let shown = 'one'
    const { recording, directory } = record([page(async () => shown)])
    await vi.advanceTimersByTimeAsync(1_200)
    shown = 'two'
    await vi.advanceTimersByTimeAsync(1_300)
    const video = recording.stop()
    expect(video?.frames).toEqual([
      { name: 'frame-00001.jpg', seconds: 1.5 },
      { name: 'frame-00002.jpg', seconds: 1 },
    ])
    expect(readFileSync(path.join(directory, 'frame-00002.jpg'), 'utf8')).toBe('two')
    shown = 'three'
    await vi.advanceTimersByTimeAsync(5_000)
    expect(readdirSync(directory)).toHaveLength(2)
  })

  test('shows the last page, and skips one that hangs', async () => {
    const stuck = vi.fn<() => Promise<string>>(() => new Promise(() => {}))
    const targets = new Set([page(async () => 'first')])
    const { recording, directory } = record(targets)
    await vi.advanceTimersByTimeAsync(100)
    const popup = page(stuck)
    targets.add(popup)
    await vi.advanceTimersByTimeAsync(3_000)
    targets.delete(popup)
    targets.add(page(async () => 'last'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(recording.stop()?.frames).toHaveLength(2)
    expect(stuck.mock.calls.length).toBeLessThan(4)
    expect(readFileSync(path.join(directory, 'frame-00002.jpg'), 'utf8')).toBe('last')
  })

  test('is undefined without any picture', async () => {
    const closing = page(() => Promise.reject(new Error('the browser has gone')))
    for (const targets of [[], [closing]]) {
      const { recording, directory } = record(targets)
      await vi.advanceTimersByTimeAsync(1_000)
      expect(recording.stop()).toBeUndefined()
      expect(existsSync(directory)).toBe(false)
    }
  })

  test('ends at the size limit with a note', async () => {
    let count = 0
    const { recording, notes } = record([page(async () => `${++count}${'x'.repeat(500_000)}`)])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(recording.stop()?.frames).toHaveLength(3)
    expect(notes).toEqual(['the video ends early: it has 2 MB of pictures'])
    expect(count).toBe(4)
  })

  test('ends with a note when writing fails', async () => {
    const file = path.join(parent, 'file')
    writeFileSync(file, '')
    const { recording, notes } = record([page(async () => 'one')], path.join(file, 'video'))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(recording.stop()).toBeUndefined()
    expect(notes).toEqual([expect.stringMatching(/^the video ends early: E/)])
  })
})
