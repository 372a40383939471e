import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type CollectedArtifacts, collectArtifacts } from '../participant/artifacts.js'
import { startWatchdog, type Watchdog } from '../process/watchdog.js'
import { makeWorkRoot } from '../process/workspace.js'
import { keepVideo } from './encoder.js'

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

/** Keeps a film of two pictures by an encoder that is this shell script, and gives what was noted. */
async function keep(script?: string, patienceMs?: number) {
  const encoder = path.join(directory, 'ffmpeg')
  if (script !== undefined) writeFileSync(encoder, `#!/bin/sh\n${script}\n`)
  if (script !== undefined) chmodSync(encoder, 0o755)
  const notes: string[] = []
  const frames = [
    { name: 'a.jpg', seconds: 0.5 },
    { name: 'b.jpg', seconds: 2.25 },
  ]
  await keepVideo(
    { directory, frames },
    {
      artifacts,
      watchdog,
      env: { PATH: process.env['PATH'], FFMPEG_PATH: encoder, LOADERO_SECRET: 'hush' },
      note: (line) => void notes.push(line),
      ...(patienceMs === undefined ? {} : { patienceMs }),
    },
  )
  return notes
}

function kept() {
  return artifacts.list.map(({ kind, name }) => `${kind}/${name}`)
}

describe.skipIf(process.platform === 'win32')('a film', () => {
  test('is encoded, each picture for its time', async () => {
    const notes = await keep(
      'for name; do :; done; cat frames.txt >"$name"; echo "secret $LOADERO_SECRET" >>"$name"',
    )
    expect(notes).toEqual([])
    expect(kept()).toEqual(['video/video.webm'])
    expect(readFileSync(artifacts.list[0]?.path ?? '', 'utf8')).toBe(
      'ffconcat version 1.0\nfile a.jpg\nduration 0.500\nfile b.jpg\nduration 2.250\nfile b.jpg\nsecret \n',
    )
  })

  test.each([
    ['there is no encoder', undefined, undefined, 'there is no ffmpeg on the PATH, nor at FFMPEG_PATH'],
    [
      'it cannot do it',
      'echo "Unknown encoder" >&2; exit 8',
      undefined,
      'ffmpeg ended with 8: Unknown encoder',
    ],
    ['it makes nothing', 'exit 0', undefined, 'ffmpeg made no file'],
    ['it does not end', 'sleep 60', 100, 'ffmpeg took longer than 0.1 s'],
  ])('stays in pictures where %s', async (_, script, patienceMs, reason) => {
    expect(await keep(script, patienceMs)).toEqual([`no video, but its 2 pictures: ${reason}`])
    expect(kept()).toEqual(['video/a.jpg', 'video/b.jpg'])
    expect(readFileSync(artifacts.list[1]?.path ?? '', 'utf8')).toBe('b.jpg')
  })
})
