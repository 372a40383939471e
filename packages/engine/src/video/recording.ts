import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { messageOf } from '../process/errors.js'
import { lastPage, pictureFeedOf } from '../browser/screenshot.js'
import type { CdpTarget } from '../cdp/targets.js'

/** What was to be seen, as pictures in files of one folder, in the order of their time. */
export interface VideoFrames {
  readonly directory: string
  readonly frames: readonly Frame[]
}

export interface Frame {
  /** Of a JPEG in the film's folder. */
  readonly name: string
  /** How long it was to be seen. */
  readonly seconds: number
}

export interface Recording {
  /** Undefined when there was nothing to be seen. */
  stop(): VideoFrames | undefined
}

export interface RecordingOptions {
  readonly targets: Iterable<CdpTarget>
  /** Is made when there is something to put there. */
  readonly directory: string
  readonly note: (line: string) => void
  readonly mostBytes?: number
}

const everyMs = 500
/** A page with a dialog answers when that is closed, one that navigates just then perhaps never. */
const patienceMs = 1_500
// Text stays legible; 1920x1080 are 50 to 100 kB.
const format = { format: 'jpeg', quality: 50 }

/**
 * Takes a picture of the page that was opened last, twice a second. A screencast of the browser's own would make it
 * draw sixty times a second, which costs a core; what does not change takes no room here.
 */
export function startRecording({
  targets,
  directory,
  note,
  mostBytes = 200_000_000,
}: RecordingOptions): Recording {
  const shots: { readonly name: string; readonly at: number }[] = []
  let bytes = 0
  let before: Buffer | undefined
  let over = false
  let waitingSince = -Infinity
  const keep = (picture: Buffer, at: number) => {
    if (before?.equals(picture)) return
    before = picture
    bytes += picture.length
    if (bytes > mostBytes) throw new Error(`it has ${mostBytes / 1e6} MB of pictures`)
    const name = `frame-${String(shots.length + 1).padStart(5, '0')}.jpg`
    mkdirSync(directory, { recursive: true })
    writeFileSync(path.join(directory, name), picture)
    shots.push({ name, at })
  }
  const shoot = async () => {
    const page = lastPage(targets)
    const at = performance.now()
    if (over || !page || at - waitingSince < patienceMs) return
    waitingSince = at
    const picture = await pictureFeedOf(page, format)
    // Given up meanwhile.
    if (waitingSince !== at) return
    waitingSince = -Infinity
    if (!picture || over) return
    try {
      keep(picture, at)
    } catch (error) {
      over = true
      note(`the video ends before its time: ${messageOf(error)}`)
    }
  }
  void shoot()
  const timer = setInterval(() => void shoot(), everyMs)
  return {
    stop() {
      over = true
      clearInterval(timer)
      const end = performance.now()
      const frames = shots.map(({ name, at }, index) => {
        const until = shots[index + 1]?.at ?? end
        return { name, seconds: Math.max(0, until - at) / 1_000 }
      })
      return frames.length > 0 ? { directory, frames } : undefined
    },
  }
}
