import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { errorMessage } from '@loadero-test/core/internal'
import { captureScreenshot, lastPage } from '../browser/screenshot.js'
import type { CdpTarget } from '../cdp/targets.js'

/** Pictures of a page as files in one folder, in the order of time. */
export interface VideoFrames {
  readonly directory: string
  readonly frames: readonly {
    /** Of a JPEG in the folder. */
    readonly name: string
    /** How long the picture was visible. */
    readonly seconds: number
  }[]
}

export interface Recording {
  /** Undefined when no picture was taken. */
  stop(): VideoFrames | undefined
}

export interface RecordingOptions {
  readonly targets: Iterable<CdpTarget>
  /** Created with the first picture. */
  readonly directory: string
  readonly note: (line: string) => void
  readonly maxBytes?: number
}

const intervalMs = 500
/** A page with a dialog answers when the dialog closes, and a page that navigates may never answer. */
const captureTimeoutMs = 1_500
// Text stays legible; a picture of 1920x1080 has 50 to 100 kB.
const format = { format: 'jpeg', quality: 50 }

/**
 * Takes a picture of the page that was opened last, twice a second. The browser's own screencast would make it draw
 * sixty times a second, which costs a core. A picture equal to the previous one is not kept.
 */
export function startRecording({
  targets,
  directory,
  note,
  maxBytes = 200_000_000,
}: RecordingOptions): Recording {
  const pictures: { readonly name: string; readonly at: number }[] = []
  let bytes = 0
  let previous: Buffer | undefined
  let isStopped = false
  let pendingSince = -Infinity
  const keep = (picture: Buffer, at: number) => {
    if (previous?.equals(picture)) return
    previous = picture
    bytes += picture.length
    if (bytes > maxBytes) throw new Error(`it has ${maxBytes / 1e6} MB of pictures`)
    const name = `frame-${String(pictures.length + 1).padStart(5, '0')}.jpg`
    mkdirSync(directory, { recursive: true })
    writeFileSync(path.join(directory, name), picture)
    pictures.push({ name, at })
  }
  const capture = async () => {
    const page = lastPage(targets)
    const at = performance.now()
    if (isStopped || !page || at - pendingSince < captureTimeoutMs) return
    pendingSince = at
    const picture = await captureScreenshot(page, format)
    // It took too long, and a later capture has replaced it.
    if (pendingSince !== at) return
    pendingSince = -Infinity
    if (!picture || isStopped) return
    try {
      keep(picture, at)
    } catch (error) {
      isStopped = true
      note(`the video ends early: ${errorMessage(error)}`)
    }
  }
  void capture()
  const timer = setInterval(() => void capture(), intervalMs)
  return {
    stop() {
      isStopped = true
      clearInterval(timer)
      const end = performance.now()
      const frames = pictures.map(({ name, at }, index) => {
        const until = pictures[index + 1]?.at ?? end
        return { name, seconds: Math.max(0, until - at) / 1_000 }
      })
      return frames.length > 0 ? { directory, frames } : undefined
    },
  }
}
