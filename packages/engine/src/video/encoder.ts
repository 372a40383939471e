import { once } from 'node:events'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { captureStderrTail } from '../browser/browser.js'
import { createProcessGroups } from '../process/process-groups.js'
import type { Watchdog } from '../process/watchdog.js'
import type { Env } from '../process/workspace.js'
import type { VideoFrames } from './recording.js'

export interface EncoderOptions {
  /** Returns the path for an artifact of that name. */
  readonly claimFile: (name: string) => string
  /** The caller's: `FFMPEG_PATH`, or an `ffmpeg` on the `PATH`. */
  readonly env: Env
  readonly watchdog: Watchdog
  readonly note: (line: string) => void
  /** Limit for the encoder. Default: 20 s and a quarter of the video's duration. */
  readonly timeoutMs?: number
}

const size = '1280:720'
const filter = `fps=2,scale=${size}:force_original_aspect_ratio=decrease,pad=${size}:-1:-1`
const codec = ['-c:v', 'libvpx', '-crf', '20', '-b:v', '1M', '-deadline', 'realtime', '-cpu-used', '8']
const listFile = 'frames.txt'
const videoFile = 'video.webm'
const input = ['-nostdin', '-v', 'error', '-y', '-threads', '1', '-f', 'concat', '-i', listFile]

/** Makes a video an artifact: a WebM when ffmpeg can encode it, otherwise its pictures. */
export async function saveVideo(video: VideoFrames, options: EncoderOptions): Promise<void> {
  const problem = await encode(video, options)
  const names = problem === undefined ? [videoFile] : video.frames.map(({ name }) => name)
  if (problem !== undefined) {
    options.note(`the video is kept as ${names.length} pictures: ${problem}`)
  }
  for (const name of names) renameSync(path.join(video.directory, name), options.claimFile(name))
}

/** Returns what went wrong; undefined when nothing did. */
async function encode(video: VideoFrames, options: EncoderOptions): Promise<string | undefined> {
  const seconds = video.frames.reduce((sum, frame) => sum + frame.seconds, 0)
  const { env, watchdog, timeoutMs = 20_000 + 250 * Math.round(seconds) } = options
  const entries = video.frames.map(
    ({ name, seconds: duration }) => `file ${name}\nduration ${duration.toFixed(3)}\n`,
  )
  const last = video.frames.at(-1)
  // The last picture is in the list twice, because ffmpeg ignores the duration of the last entry.
  const list = ['ffconcat version 1.0\n', ...entries, ...(last ? [`file ${last.name}\n`] : [])].join('')
  writeFileSync(path.join(video.directory, listFile), list)
  const groups = createProcessGroups(watchdog)
  const args = [...input, '-vf', filter, '-an', ...codec, videoFile]
  const child = groups.spawn(env['FFMPEG_PATH'] || 'ffmpeg', args, {
    cwd: video.directory,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: env['PATH'], SYSTEMROOT: env['SYSTEMROOT'] },
  })
  const stderrTail = captureStderrTail(child)
  const finish = async () => {
    try {
      const [code] = (await once(child, 'close')) as [number | null]
      if (code !== 0) return `ffmpeg ended with ${code}: ${stderrTail()}`
      return existsSync(path.join(video.directory, videoFile)) ? undefined : 'ffmpeg made no file'
    } catch {
      return 'there is no ffmpeg on the PATH or at FFMPEG_PATH'
    }
  }
  const timeout = sleep(timeoutMs, `ffmpeg took longer than ${timeoutMs / 1_000} s`, { ref: false })
  try {
    return await Promise.race([finish(), timeout])
  } finally {
    await groups.killAll()
  }
}
