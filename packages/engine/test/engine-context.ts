import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ParticipantHooks, ParticipantJob, ParticipantOutput } from '@loadero-test/server'
import type { AuthorTools } from '../src/participant/author-tools.js'
import { EngineError } from '../src/process/errors.js'
import { findBrowser } from '../src/browser/find-browser.js'
import { drawnFeedsOf } from '../src/media/drawn-feeds.js'
import type { BrowserPlace } from '../src/participant/place.js'
import { createLocalPlace, type Isolation } from '../src/places/local-place.js'
import { type EngineContext, runParticipantScript } from '../src/participant/participant.js'
import { createConcurrencyLimiter } from '../src/participant/concurrency-limiter.js'
import { openHostSnapshot } from '../src/script-host/host-snapshot.js'
import { startWatchdog } from '../src/process/watchdog.js'
import { makeWorkRoot } from '../src/process/workspace.js'

/** For tests of what must not depend on it. */
export const isolations = [{ isolation: 'browser' }, { isolation: 'context' }] as const

/** Whether browser tests can run here; in CI they must. */
export function hasBrowser(): boolean {
  try {
    findBrowser({ env: process.env })
    return true
  } catch (error) {
    if (process.env['CI'] || !(error instanceof EngineError)) throw error
    console.warn(`Browser tests are skipped. ${error.message} ${error.hint}`)
    return false
  }
}

interface TestContextOptions extends Partial<Pick<EngineContext, 'place'>> {
  /** Called with the id of each process group that is started. */
  readonly onGroup?: (group: number) => void
  readonly author?: AuthorTools
  readonly capacity?: number
  readonly ahead?: number
  readonly isolation?: Isolation
  /** Pages draw the feeds, as on a grid. */
  readonly drawsFeeds?: boolean
}

/** The context of an engine, with the ids of all process groups that it starts. */
export async function createTestContext({
  onGroup,
  capacity = 20,
  ahead = 0,
  place,
  author = {},
  isolation = 'browser',
  drawsFeeds = false,
}: TestContextOptions = {}) {
  const workRoot = makeWorkRoot()
  const watchdog = startWatchdog(workRoot)
  const groups: number[] = []
  const guard = (group: number) => {
    groups.push(group)
    onGroup?.(group)
    watchdog.guard(group)
  }
  const processContext = { env: process.env, workRoot, watchdog: { ...watchdog, guard } }
  const hostSnapshot = openHostSnapshot(
    { ...processContext, watchdog },
    { withCompiledCode: isolation === 'context' },
  )
  await hostSnapshot.prepared
  const usedPlace =
    place ?? (await createLocalPlace({ ...author, isolation, env: process.env }, processContext))
  const context: EngineContext = {
    ...processContext,
    place: drawsFeeds ? withDrawnFeeds(usedPlace) : usedPlace,
    hostSnapshot,
    startGate: (start) => start(),
    limiter: createConcurrencyLimiter({ capacity, ahead }),
    mailRouter: undefined,
    author,
  }
  return { context, groups, close: () => hostSnapshot.close().then(() => watchdog.close()) }
}

function withDrawnFeeds(place: BrowserPlace): BrowserPlace {
  return {
    ...place,
    async open(request) {
      const { audio_feed: _audio, video_feed: _video, ...participant } = request.job.participant
      const browser = await place.open({ ...request, job: { ...request.job, participant } })
      return { ...browser, drawnFeeds: drawnFeedsOf(request.job, place.name, request.record.note) }
    },
  }
}

/** The first participant of a run of one, with the values of `profile`. */
export function createJob(
  script: string,
  directory: string,
  globalNum = 0,
  profile: object = {},
): ParticipantJob {
  return {
    run: {
      id: 7,
      testName: 'a test',
      mode: 'performance',
      startInterval: 0,
      participantTimeout: 20,
      totalParticipants: 1,
    },
    participant: {
      id: 900 + globalNum,
      created: undefined,
      updated: undefined,
      participant_num: globalNum,
      participant_name: 'bob',
      group_num: 0,
      group_name: 'callers',
      browser: 'chromeLatest',
      network: 'default',
      ...profile,
    },
    globalNum,
    script,
    directory,
  }
}

/** `pass`, or the last line of a failed script's log. */
export function verdictOf({ seleniumResult, logs }: ParticipantOutput): string | undefined {
  return seleniumResult === 'pass' ? 'pass' : logs.selenium?.trimEnd().split('\n').at(-1)
}

/** Hooks that start the participant at once. */
export function createHooks(signal: AbortSignal = new AbortController().signal): ParticipantHooks {
  return { onReady: () => Promise.resolve(), signal }
}

/** Runs a script in a directory that is removed after `read`. */
export async function runScript<T>(
  context: EngineContext,
  script: string,
  read: (output: ParticipantOutput, directory: string) => T,
  options: {
    globalNum?: number
    profile?: object
    hooks?: ParticipantHooks
    mode?: ParticipantJob['run']['mode']
  } = {},
): Promise<T> {
  const directory = mkdtempSync(path.join(tmpdir(), 'loadero-test-'))
  try {
    const { globalNum, profile, hooks = createHooks(), mode = 'performance' } = options
    const job = createJob(script, directory, globalNum, profile)
    const output = await runParticipantScript({ ...job, run: { ...job.run, mode } }, hooks, context)
    return read(output, directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
