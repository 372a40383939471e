import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ParticipantHooks, ParticipantJob, ParticipantOutput } from '@loadero-test/server'
import { EngineError } from '../src/process/errors.js'
import { findBrowser } from '../src/browser/find-browser.js'
import { localPlace } from '../src/places/local-place.js'
import { type TestEquipment, runParticipantScript } from '../src/participant/participant.js'
import type { BrowserPlace } from '../src/participant/place.js'
import { createConcurrencyLimiter } from '../src/participant/concurrency-limiter.js'
import { startWatchdog } from '../src/process/watchdog.js'
import { makeWorkRoot } from '../src/process/workspace.js'

/** Whether browser tests can run here; on a build server they must. */
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

interface EquipOptions {
  /** Called with the id of each process group that is started. */
  readonly onGroup?: (group: number) => void
  readonly seats?: number
  /** Without: this machine. */
  readonly place?: BrowserPlace
}

/** What an engine has, with the ids of all process groups that it starts. */
export async function equip({ onGroup, seats = 20, place }: EquipOptions = {}) {
  const workRoot = makeWorkRoot()
  const watchdog = startWatchdog(workRoot)
  const groups: number[] = []
  const guard = (group: number) => {
    groups.push(group)
    onGroup?.(group)
    watchdog.guard(group)
  }
  const setting = { env: process.env, workRoot, watchdog: { ...watchdog, guard } }
  const equipment: TestEquipment = {
    ...setting,
    place: place ?? (await localPlace({ env: process.env }, { ...setting, watchdog })),
    startGate: (start) => start(),
    seats: createConcurrencyLimiter(seats),
    office: undefined,
  }
  return { equipment, groups, close: () => watchdog.close() }
}

/** The first participant of a run of one, but for what is said otherwise. */
export function jobFor(script: string, directory: string, globalNum = 0, profile: object = {}): ParticipantJob {
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

/** `pass`, or what the log of a failed script ends with. */
export function verdictOf({ seleniumResult, logs }: ParticipantOutput): string | undefined {
  return seleniumResult === 'pass' ? 'pass' : logs.selenium?.trimEnd().split('\n').at(-1)
}

/** Every participant's turn has come, and nobody is in a hurry. */
export function atOnce(signal: AbortSignal = new AbortController().signal): ParticipantHooks {
  return {
    onReady: () => Promise.resolve(),
    signal,
  }
}

/** Plays a script in a directory that lives as long as `look` takes to look at it. */
export async function play<T>(
  equipment: TestEquipment,
  script: string,
  look: (outcome: ParticipantOutput, directory: string) => T,
  options: { globalNum?: number; profile?: object; cues?: ParticipantHooks; mode?: ParticipantJob['run']['mode'] } = {},
): Promise<T> {
  const directory = mkdtempSync(path.join(tmpdir(), 'loadero-test-'))
  try {
    const { globalNum, profile, cues = atOnce(), mode = 'performance' } = options
    const job = jobFor(script, directory, globalNum, profile)
    const filmed = { ...job, run: { ...job.run, mode } }
    return look(await runParticipantScript(filmed, cues, equipment), directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
