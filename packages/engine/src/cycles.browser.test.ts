import { readdirSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ParticipantHooks } from '@loadero-test/server'
import pLimit from 'p-limit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { atOnce, equip, hasBrowser, play, verdictOf } from '../test/equipment.js'
import { type PageServer, servePages } from '../test/page-server.js'
import { liveProcessGroups } from './process/live-groups.js'

/** One of each kind; a hundred are for whoever has some minutes. */
const cycles = Number(process.env['LOADERO_TEST_CYCLES'] ?? 6)

interface Part {
  readonly script: (url: string) => string
  readonly cues?: () => ParticipantHooks
  /** What it ends with. */
  readonly verdict: RegExp
}

/** Cut off so long after its turn has come; or after its browser was asked for, if it never gets that far. */
function cutAfter(ms: number, from: 'ready' | 'start') {
  return (): ParticipantHooks => {
    const cut = new AbortController()
    const abort = () => void sleep(ms).then(() => cut.abort())
    if (from === 'start') abort()
    return { onReady: async () => void (from === 'ready' && abort()), signal: cut.signal }
  }
}

const parts: readonly Part[] = [
  { script: (url) => `client => client.url('${url}').assert.textEquals('#out', 'ready')`, verdict: /^pass$/ },
  { script: () => `client => { throw new Error('thrown') }`, verdict: /thrown/ },
  { script: () => 'client => client.perform(() => process.exit(3))', verdict: /with exit code 3/ },
  {
    script: (url) => `client => client.url('${url}').perform(() => { for (;;); })`,
    cues: cutAfter(500, 'ready'),
    verdict: /Cut short/,
  },
  {
    script: () => `client => client.url('chrome://crash').pause(600000)`,
    verdict: /^✖ The page has crashed/,
  },
  { script: () => 'client => client.pause(600000)', cues: cutAfter(150, 'start'), verdict: /Cut short/ },
]

describe.skipIf(!hasBrowser() || process.platform !== 'linux')('participants that come and go', () => {
  let pages: PageServer
  let stage: Awaited<ReturnType<typeof equip>>
  beforeAll(async () => {
    pages = await servePages()
    stage = await equip()
  })
  afterAll(async () => {
    pages.close()
    await stage.close()
  })

  const playAll = async (count: number) => {
    const limit = pLimit(2)
    const one = async (index: number) => {
      const { script, cues = atOnce, verdict } = parts[index % parts.length] as Part
      const ending = await play(stage.equipment, script(pages.url), verdictOf, { cues: cues() })
      expect(ending).toMatch(verdict)
    }
    await Promise.all(Array.from({ length: count }, (_, index) => limit(one, index)))
  }
  /** Open files, sockets and pipes by what they are. */
  const descriptors = () =>
    readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        return [readlinkSync(path.join('/proc/self/fd', fd))]
      } catch {
        return []
      }
    })

  test(
    `leave no process, profile or descriptor behind, ${cycles} of them`,
    async () => {
      // What node opens once, for its thread pool and its resolver, is no leak.
      await playAll(2)
      const before = descriptors()
      await playAll(cycles)
      expect(liveProcessGroups(stage.groups)).toEqual([])
      expect(readdirSync(stage.equipment.workRoot)).toEqual([])
      // The page server lets go of its visitors a moment after they have gone.
      const left = () => descriptors().filter((each) => !before.includes(each))
      await expect.poll(left).toEqual([])
    },
    cycles * 60_000,
  )
})
