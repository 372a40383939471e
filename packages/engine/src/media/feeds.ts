import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ParticipantJob } from '@loadero-test/server'
import { y4mOf } from './picture-feeds.js'
import { wavOf } from './sound-feeds.js'

/** Files for the browser's fake microphone and camera. Without a file, the browser makes its own sound or picture. */
export interface Feeds {
  readonly audio: string | undefined
  readonly video: string | undefined
}

/** Extensions that the browser reads; generated files get the first. */
const formats = {
  audio: { extensions: ['.wav'], generate: wavOf },
  video: { extensions: ['.y4m', '.mjpeg'], generate: y4mOf },
} as const

/**
 * The files of a participant's feeds. Generated files go to `cache`, once for all participants; a file in the user's
 * folder `own` that is named after the feed goes first. A feed without a file is noted, and the default used.
 */
export function feedsOf(
  { participant }: ParticipantJob,
  { cache, own, note }: { cache: string; own: string | undefined; note: (line: string) => void },
): Feeds {
  const find = (kind: keyof Feeds, feed = 'default') => {
    if (feed === 'default') return undefined
    const { extensions, generate } = formats[kind]
    const cached = path.join(cache, feed + extensions[0])
    const ownFiles =
      own === undefined ? [] : extensions.map((extension) => path.resolve(own, feed + extension))
    const existing = [...ownFiles, cached].find((file) => existsSync(file))
    if (existing) return existing
    const content = generate(feed)
    if (!content) {
      note(`${kind} feed ${feed} is not available on this machine; the default is used`)
      return undefined
    }
    mkdirSync(cache, { recursive: true })
    writeFileSync(cached, content)
    return cached
  }
  return { audio: find('audio', participant.audio_feed), video: find('video', participant.video_feed) }
}
