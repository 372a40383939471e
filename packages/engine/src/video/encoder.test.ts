import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type CollectedArtifacts, collectArtifacts } from '../participant/artifacts.js'
import { startWatchdog, type Watchdog } from '../process/watchdog.js'
import { makeWorkRoot } from '../process/workspace.js'
import { saveVideo } from './encoder.js'

let watchdog: Watchdog
let directory: string
let artifacts: CollectedArtifacts
beforeEach(() => {
  watchdog = startWatchdog(makeWorkRoot())
  directory = mkdtempSync(path.join(tmpdir(), 'loadero-test-'))
  artifacts = collectArtifacts(path.join(directory, 'job'))
  for (const name of ['a.jpg', 'b.jpg']) writeFileSync(path.join(directory, name), name)
})
afterEach(async () => {
  await watchdog.close()
  rmSync(directory, { recursive: true })
})

/** Saves a video of two pictures with this shell script as the encoder, and returns the notes. */
async function save(script?: string, timeoutMs?: number) {
  const encoder = path.join(directory, 'ffmpeg')
  if (script !== undefined) writeFileSync(encoder, `#!/bin/sh\n${script}\n`)
  if (script !== undefined) chmodSync(encoder, 0o755)
  const notes: string[] = []
  const frames = [
    { name: 'a.jpg', seconds: 0.5 },
    { name: 'b.jpg', seconds: 2.25 },
  ]
  await saveVideo(
    { directory, frames },
    {
      claimFile: (name) => artifacts.claim('video', name),
      watchdog,
      env: { PATH: process.env['PATH'], FFMPEG_PATH: encoder, LOADERO_SECRET: 'hush' },
      note: (line) => void notes.push(line),
      ...(timeoutMs === undefined ? {} : { timeoutMs: timeoutMs }),
    },
  )
  return notes
}

function artifactNames() {
  return artifacts.list.map(({ kind, name }) => `${kind}/${name}`)
}

describe.skipIf(process.platform === 'win32')('a video', () => {
  test('shows each picture for its duration', async () => {
    const notes = await save(
      'for name; do :; done; cat frames.txt >"$name"; echo "secret $LOADERO_SECRET" >>"$name"',
    )
    expect(notes).toEqual([])
    expect(artifactNames()).toEqual(['video/video.webm'])
    expect(readFileSync(artifacts.list[0]?.path ?? '', 'utf8')).toBe(
      'ffconcat version 1.0\nfile a.jpg\nduration 0.500\nfile b.jpg\nduration 2.250\nfile b.jpg\nsecret \n',
    )
  })

  test.each([
    ['there is no ffmpeg', undefined, undefined, 'there is no ffmpeg on the PATH or at FFMPEG_PATH'],
    ['ffmpeg fails', 'echo "Unknown encoder" >&2; exit 8', undefined, 'ffmpeg ended with 8: Unknown encoder'],
    ['ffmpeg makes no file', 'exit 0', undefined, 'ffmpeg made no file'],
    ['ffmpeg does not end', 'sleep 60', 100, 'ffmpeg took longer than 0.1 s'],
  ])('is kept as pictures when %s', async (_, script, timeoutMs, reason) => {
    expect(await save(script, timeoutMs)).toEqual([`the video is kept as 2 pictures: ${reason}`])
    expect(artifactNames()).toEqual(['video/a.jpg', 'video/b.jpg'])
    expect(readFileSync(artifacts.list[1]?.path ?? '', 'utf8')).toBe('b.jpg')
  })
})
