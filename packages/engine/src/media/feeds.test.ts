import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { videoFeeds } from '@loadero-test/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createJob } from '../../test/engine-context.js'
import { feedsOf } from './feeds.js'
import { y4mOf } from './picture-feeds.js'
import { wavOf } from './sound-feeds.js'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'loadero-test-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** The feeds of a participant, and the notes about them. */
function feeds(profile: object, own?: string) {
  const notes: string[] = []
  const cache = path.join(directory, 'cache')
  const found = feedsOf(createJob('client => {}', directory, 0, profile), {
    cache,
    own,
    note: (line) => notes.push(line),
  })
  return { ...found, notes }
}

describe('the feeds of a participant', () => {
  test('are generated once for all participants', () => {
    const { audio = '', video = '', notes } = feeds({ audio_feed: 'silence', video_feed: '240p' })
    writeFileSync(audio, 'heard')
    expect(feeds({ audio_feed: 'silence' }).audio).toBe(audio)
    expect(readFileSync(audio, 'utf8')).toBe('heard')
    expect(existsSync(video)).toBe(true)
    expect(notes).toEqual([])
  })

  test('prefer a file of the user', () => {
    const own = path.join(directory, 'own')
    mkdirSync(own)
    writeFileSync(path.join(own, 'visqol-speech.wav'), '')
    writeFileSync(path.join(own, '720p-meeting.mjpeg'), '')
    expect(feeds({ audio_feed: 'visqol-speech', video_feed: '720p-meeting' }, own)).toEqual({
      audio: path.join(own, 'visqol-speech.wav'),
      video: path.join(own, '720p-meeting.mjpeg'),
      notes: [],
    })
  })

  test('are noted when they are not available', () => {
    const nothing = { audio: undefined, video: undefined }
    expect(feeds({ audio_feed: 'default' })).toEqual({ ...nothing, notes: [] })
    expect(feeds({ audio_feed: '128kbps', video_feed: '480p-meeting' }, directory)).toEqual({
      ...nothing,
      notes: [
        'audio feed 128kbps is not available on this machine; the default is used',
        'video feed 480p-meeting is not available on this machine; the default is used',
      ],
    })
  })
})

describe('a generated video', () => {
  test.each(videoFeeds.filter((feed) => feed !== 'default' && !feed.includes('meeting')))(
    'has the size and rate of %s',
    (feed) => {
      const file = y4mOf(feed)
      const [, width, height, fps] =
        /^YUV4MPEG2 W(\d+) H(\d+) F(\d+):1 /.exec(file?.toString('latin1', 0, 60) ?? '') ?? []
      expect(feed).toMatch(new RegExp(`^${height}p`))
      expect(Number(fps)).toBe(Number(/(\d+)fps/.exec(feed)?.[1] ?? 30))
      const pixels = Number(width) * Number(height)
      const head = (file?.indexOf('\n') ?? 0) + 1
      expect(file).toHaveLength(head + 8 * ('FRAME\n'.length + 1.5 * pixels))
    },
  )

  test('changes from frame to frame', () => {
    const { video = '' } = feeds({ video_feed: '240p-marked-top-left' })
    const frame = 6 + 1.5 * 426 * 240
    const file = readFileSync(video).subarray(-8 * frame)
    expect(file.subarray(0, frame).equals(file.subarray(frame, 2 * frame))).toBe(false)
    expect(statSync(video).size).toBeLessThan(2_000_000)
  })
})

test.each([
  ['silence', -Infinity],
  ['-20db', -20],
  ['-50db', -50],
])('a generated %s sound has the level of its name', (feed, decibels) => {
  const bytes = wavOf(feed)?.subarray(44) ?? Buffer.alloc(0)
  const samples = Array.from({ length: 24_000 }, (_, index) => bytes.readInt16LE(2 * index) / 32_767)
  const power = samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length
  expect(power === 0 ? -Infinity : Math.round(10 * Math.log10(power))).toBe(decibels)
})
