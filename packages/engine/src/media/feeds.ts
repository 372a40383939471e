import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ParticipantJob } from '@loadero-test/server'
import { y4mOf } from './picture-feeds.js'
import { wavOf } from './sound-feeds.js'

/** Files for the browser's fake microphone and camera; without one it makes sound or pictures up itself. */
export interface Feeds {
  readonly audio: string | undefined
  readonly video: string | undefined
}

interface Options {
  /** Where to put what is made here, once for all participants. */
  readonly cache: string
  /** A folder of the user's, whose files stand for the feeds that they are named after. */
  readonly own: string | undefined
  readonly note: (line: string) => void
}

/** The files of a participant's feeds; those that cannot be had are noted, and played as the default. */
export function feedsOf({ participant }: ParticipantJob, { cache, own, note }: Options): Feeds {
  const find = (kind: keyof Feeds, feed = 'default') => {
    if (feed === 'default') return undefined
    const found = ownFile(own, feed, formats[kind].endings) ?? made(cache, feed, formats[kind])
    if (!found) note(`${kind} feed ${feed}: played as default on this machine`)
    return found
  }
  return { audio: find('audio', participant.audio_feed), video: find('video', participant.video_feed) }
}

interface Format {
  /** That the browser can play; ours have the first. */
  readonly endings: readonly [string, ...string[]]
  readonly make: (feed: string) => Buffer | undefined
}

const formats: Readonly<Record<keyof Feeds, Format>> = {
  audio: { endings: ['.wav'], make: wavOf },
  video: { endings: ['.y4m', '.mjpeg'], make: y4mOf },
}

function ownFile(folder: string | undefined, feed: string, endings: readonly string[]): string | undefined {
  if (folder === undefined) return undefined
  return endings.map((ending) => path.resolve(folder, feed + ending)).find((file) => existsSync(file))
}

function made(cache: string, feed: string, { endings: [ending], make }: Format): string | undefined {
  const file = path.join(cache, feed + ending)
  if (existsSync(file)) return file
  const content = make(feed)
  if (!content) return undefined
  mkdirSync(cache, { recursive: true })
  writeFileSync(file, content)
  return file
}
