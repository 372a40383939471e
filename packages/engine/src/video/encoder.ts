import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CollectedArtifacts } from '../participant/artifacts.js'
import { keepTail } from '../browser/browser.js'
import type { Env } from '../process/env.js'
import { processGroups } from '../process/process-groups.js'
import type { Watchdog } from '../process/watchdog.js'
import type { VideoFrames } from './recording.js'

export interface EncoderOptions {
  readonly artifacts: CollectedArtifacts
  /** The caller's: `FFMPEG_PATH`, or an `ffmpeg` on the `PATH`. */
  readonly env: Env
  readonly watchdog: Watchdog
  readonly note: (line: string) => void
  /** For the encoder; 20 s and a quarter of the film's time where it is not said. */
  readonly patienceMs?: number
}

/** Makes a film an artifact: a WebM where there is an ffmpeg that can, its pictures where there is not. */
export async function keepVideo(film: VideoFrames, options: EncoderOptions): Promise<void> {
  const { artifacts, note } = options
  const problem = await encode(film, options)
  if (problem === undefined) {
    renameSync(path.join(film.directory, target), artifacts.claim('video', target))
    return
  }
  note(`no video, but its ${film.frames.length} pictures: ${problem}`)
  for (const { name } of film.frames)
    renameSync(path.join(film.directory, name), artifacts.claim('video', name))
}

const size = '1280:720'
const filter = `fps=2,scale=${size}:force_original_aspect_ratio=decrease,pad=${size}:-1:-1`
const codec = ['-c:v', 'libvpx', '-crf', '20', '-b:v', '1M', '-deadline', 'realtime', '-cpu-used', '8']
const list = 'frames.txt'
const target = 'video.webm'
const input = ['-nostdin', '-v', 'error', '-y', '-threads', '1', '-f', 'concat', '-i', list]
const argsOfEncoder = [...input, '-vf', filter, '-an', ...codec, target]

/** What went wrong; undefined when nothing did. */
async function encode(film: VideoFrames, options: EncoderOptions): Promise<string | undefined> {
  const { env, watchdog, patienceMs = 20_000 + 250 * Math.round(durationOf(film)) } = options
  writeFileSync(path.join(film.directory, list), concatListOf(film))
  const groups = processGroups(watchdog)
  const child = groups.spawn(env['FFMPEG_PATH'] || 'ffmpeg', argsOfEncoder, {
    cwd: film.directory,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: env['PATH'], SYSTEMROOT: env['SYSTEMROOT'] },
  })
  const lastWords = keepTail(child)
  const late = sleep(patienceMs, `ffmpeg took longer than ${patienceMs / 1_000} s`, { ref: false })
  try {
    const problem = await Promise.race([problemOf(child, lastWords), late])
    return problem ?? (existsSync(path.join(film.directory, target)) ? undefined : 'ffmpeg made no file')
  } finally {
    await groups.end()
  }
}

async function problemOf(child: ChildProcess, lastWords: () => string): Promise<string | undefined> {
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    return code === 0 ? undefined : `ffmpeg ended with ${code}: ${lastWords()}`
  } catch {
    return 'there is no ffmpeg on the PATH, nor at FFMPEG_PATH'
  }
}

function durationOf({ frames }: VideoFrames): number {
  return frames.reduce((sum, { seconds }) => sum + seconds, 0)
}

/** As ffmpeg's concat reads it; the last picture is there once more, since its own time is not heeded. */
function concatListOf({ frames }: VideoFrames): string {
  const last = frames.at(-1)
  const lines = frames.flatMap(({ name, seconds }) => [`file ${name}`, `duration ${seconds.toFixed(3)}`])
  return ['ffconcat version 1.0', ...lines, ...(last ? [`file ${last.name}`] : []), ''].join('\n')
}
