import { readdirSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ParticipantHooks } from '@loadero-test/server'
import pLimit from 'p-limit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createHooks,
  createTestContext,
  hasBrowser,
  isolations,
  runScript,
  verdictOf,
} from '../test/engine-context.js'
import { type PageServer, servePages } from '../test/page-server.js'
import { liveProcessGroups } from './process/process-groups.js'

/** One of each kind by default; set a hundred for a longer test. */
const cycles = Number(process.env['LOADERO_TEST_CYCLES'] ?? 6)

interface CycleCase {
  readonly script: (url: string) => string
  readonly hooks?: () => ParticipantHooks
  /** The end of its log. */
  readonly verdict: RegExp
}

/** Aborts `ms` after the participant is ready, or after its start. */
function abortAfter(ms: number, from: 'ready' | 'start') {
  return (): ParticipantHooks => {
    const controller = new AbortController()
    const abort = () => void sleep(ms).then(() => controller.abort())
    if (from === 'start') abort()
    return { onReady: async () => void (from === 'ready' && abort()), signal: controller.signal }
  }
}

const cases: readonly CycleCase[] = [
  { script: (url) => `client => client.url('${url}').assert.textEquals('#out', 'ready')`, verdict: /^pass$/ },
  { script: () => `client => { throw new Error('thrown') }`, verdict: /thrown/ },
  { script: () => 'client => client.perform(() => process.exit(3))', verdict: /with exit code 3/ },
  {
    script: (url) => `client => client.url('${url}').perform(() => { for (;;); })`,
    hooks: abortAfter(500, 'ready'),
    verdict: /Cut short/,
  },
  {
    script: () => `client => client.url('chrome://crash').pause(600000)`,
    verdict: /^✖ The page has crashed/,
  },
  { script: () => 'client => client.pause(600000)', hooks: abortAfter(150, 'start'), verdict: /Cut short/ },
]

const isLinux = process.platform === 'linux'

describe.skipIf(!hasBrowser() || !isLinux).each(isolations)(
  'participants with isolation $isolation',
  (own) => {
    let pages: PageServer
    let engine: Awaited<ReturnType<typeof createTestContext>>
    beforeAll(async () => {
      pages = await servePages()
      engine = await createTestContext(own)
    })
    afterAll(async () => {
      pages.close()
      await engine.close()
    })

    const runAll = async (count: number) => {
      const limit = pLimit(2)
      const runOne = async (index: number) => {
        const { script, hooks = createHooks, verdict } = cases[index % cases.length] as CycleCase
        const result = await runScript(engine.context, script(pages.url), verdictOf, { hooks: hooks() })
        expect(result).toMatch(verdict)
      }
      await Promise.all(Array.from({ length: count }, (_, index) => limit(runOne, index)))
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
      `leave no process, profile or descriptor (${cycles} participants)`,
      async () => {
        // Node opens some descriptors once, for its thread pool and its resolver.
        await runAll(2)
        const before = descriptors()
        const folders = readdirSync(engine.context.workRoot)
        await runAll(cycles)
        // The first participants start a process that keeps Nightwatch for later ones.
        await expect.poll(() => liveProcessGroups(engine.groups)).toEqual([])
        expect(readdirSync(engine.context.workRoot)).toEqual(folders)
        // The page server closes its connections a moment later.
        const left = () => descriptors().filter((each) => !before.includes(each))
        await expect.poll(left).toEqual([])
      },
      cycles * 60_000,
    )
  },
)
