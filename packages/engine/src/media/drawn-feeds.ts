import { readFileSync } from 'node:fs'
import type { ParticipantJob } from '@loadero-test/server'
import type { CdpTarget } from '../cdp/targets.js'
import { frameCount, period, type PictureFormat, pictureFormatOf } from './picture-feeds.js'
import { type Sound, soundOf } from './sound-feeds.js'

/** The feeds that the pages of a participant draw themselves, where its browser cannot read the files of this machine. */
export interface DrawnFeeds {
  /** Absent for the browser's own sound. */
  readonly audio?: Sound
  /** Absent for the browser's own picture. */
  readonly video?: PictureFormat
}

const source = readFileSync(new URL('../../page/drawn-feeds.js', import.meta.url), 'utf8')

/**
 * The drawn feeds of a participant. A feed that cannot be made is noted, and the browser's own is used.
 * @param placeName for the note: `on the grid at http://grid:4444/`
 */
export function drawnFeedsOf(
  { participant }: Pick<ParticipantJob, 'participant'>,
  placeName: string,
  note: (line: string) => void,
): DrawnFeeds {
  const { audio_feed: audioFeed = 'default', video_feed: videoFeed = 'default' } = participant
  const [audio, video] = [soundOf(audioFeed), pictureFormatOf(videoFeed)]
  const missing = [
    ...(audio || audioFeed === 'default' ? [] : [`audio feed ${audioFeed}`]),
    ...(video || videoFeed === 'default' ? [] : [`video feed ${videoFeed}`]),
  ]
  for (const feed of missing) note(`${feed} is not available ${placeName}; the default is used`)
  return { ...(audio && { audio }), ...(video && { video }) }
}

/** Makes all frames of a target draw their feeds, from before the page's own code. */
export async function injectFeeds(
  { type, session }: CdpTarget,
  feeds: DrawnFeeds | undefined,
): Promise<void> {
  if ((type !== 'page' && type !== 'iframe') || !(feeds?.audio || feeds?.video)) return
  const values = JSON.stringify({ ...feeds, frameCount, period })
  await Promise.allSettled([
    session.send('Page.enable'),
    session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `(() => {\n'use strict'\nconst feeds = ${values}\n${source}\n})()`,
      runImmediately: true,
    }),
  ])
}
