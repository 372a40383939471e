import path from 'node:path'
import type { ParticipantHooks, ParticipantJob, ParticipantOutput } from '@loadero-test/server'
import { createCommands } from './commands.js'
import { createCleanupList } from '../process/endings.js'
import { EngineError } from '../process/errors.js'
import type { ScriptOutcome } from '../script-host/messages.js'
import type { Machine } from '../metrics/machine.js'
import type { MailboxRegistry, MailRouter } from '../mail/mailbox.js'
import { type Sampling, startSampling } from '../metrics/metrics.js'
import { overloadOf } from '../metrics/overload.js'
import type { BrowserPlace } from './place.js'
import { processGroups } from '../process/process-groups.js'
import { createRecord, participantOutputOf, type ParticipantRecord } from './record.js'
import { screenshotOf } from '../browser/screenshot.js'
import { placedBrowser } from '../script-host/script-host.js'
import type { EngineSetting } from '../process/setting.js'
import { createParticipantSetup, type ParticipantSetup } from './setup.js'
import type { ConcurrencyLimiter } from './concurrency-limiter.js'
import { keepVideo } from '../video/encoder.js'
import { type Recording, startRecording } from '../video/recording.js'
import { openWorkspace } from '../process/workspace.js'

/** What all participants of an engine share. */
export interface TestEquipment extends EngineSetting {
  readonly place: BrowserPlace
  readonly seats: ConcurrencyLimiter
  /** Undefined where nobody asked for mail. */
  readonly office: MailRouter | undefined
  /** Lets only so many do heavy work at a time: start, or encode a video. */
  readonly startGate: <T>(start: () => Promise<T>) => Promise<T>
}

/** What there is to close in the end, as far as it has come. */
interface Scene {
  readonly mailboxes: MailboxRegistry | undefined
  stage?: ParticipantSetup
  sampling?: Sampling
  /** In session-record mode alone. */
  recording?: Recording
  /** Of the author's script: that of the command which began last. */
  line?: number
  over?: true
}

/**
 * Plays one participant, from the start of its browser to the end of its last process.
 * Throws when this machine cannot play it, which says nothing about the script.
 */
export async function runParticipantScript(job: ParticipantJob, cues: ParticipantHooks, equipment: TestEquipment): Promise<ParticipantOutput> {
  const { seats, place } = equipment
  refuseForeign(job, place)
  const record = createRecord(job)
  const seat = await seats.take(cues)
  if (seat.waited) record.note(`waited for others to end: ${seats.capacity} play at a time ${place.name}`)
  try {
    return await playSeated(record, { job, cues, equipment })
  } finally {
    seat.leave()
  }
}

interface Given {
  readonly job: ParticipantJob
  readonly cues: ParticipantHooks
  readonly equipment: TestEquipment
}

async function playSeated(record: ParticipantRecord, { job, cues, equipment }: Given): Promise<ParticipantOutput> {
  const { place } = equipment
  const endings = createCleanupList()
  const workspace = openWorkspace(equipment.workRoot, equipment.env)
  const groups = processGroups(equipment.watchdog)
  const leave = () => Promise.all([groups.end(), endings.end()])
  const scene: Scene = { mailboxes: equipment.office?.openMailboxes() }
  const play = async () => {
    scene.stage = await equipment.startGate(() =>
      createParticipantSetup(place, { job, record, workspace, groups, endings }),
    )
    return perform(scene.stage, scene, { job, cues, record, machine: place.machine })
  }
  try {
    const cut = cutShort(cues.signal, scene)
    const verdict = await (cues.signal.aborted ? cut : Promise.race([play(), cut]))
    scene.over = true
    cues.onEnded?.()
    const { samples, film } = await conclude(verdict, scene, record)
    await leave()
    if (film) await equipment.startGate(() => keepVideo(film, { ...record, ...equipment }))
    return participantOutputOf(record, { verdict, samples, machine: place.machine })
  } finally {
    scene.mailboxes?.close()
    await leave()
    workspace.remove()
    record.artifacts.discardIncoming()
  }
}

interface Play {
  readonly job: ParticipantJob
  readonly cues: ParticipantHooks
  readonly record: ParticipantRecord
  readonly machine: Machine | undefined
}

async function perform(stage: ParticipantSetup, scene: Scene, { job, cues, record, machine }: Play): Promise<ScriptOutcome> {
  const verdict = stage.host.play(stage.part, {
    timecard: (card) => void record.timecards.push(card),
    line: (line) => void (scene.line = line),
    answer: createCommands({ ...stage, ...scene }, record),
    async ready() {
      await cues.onReady()
      if (scene.over) throw new Error('the participant has ended')
      scene.sampling = startSampling({ cdp: stage.browser.cdp, traffic: stage.traffic, machine })
      if (job.run.mode === 'session-record') scene.recording = startRecording(filming(stage, record))
    },
  })
  const browserEnd = stage.browser.ended.then((how) => failed(`The browser ${how}`, scene))
  // The driver would tell only with the next command, and a script may well have none.
  const crash = stage.crashed.then(() => failed('The page has crashed', scene))
  return Promise.race([verdict, browserEnd, crash])
}

function cutShort(signal: AbortSignal, scene: Scene): Promise<ScriptOutcome> {
  return new Promise((resolve) => {
    const end = () => resolve(failed('Cut short: the time was over, or the run was stopped', scene))
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
  })
}

function failed(reason: string, { line }: Scene): ScriptOutcome {
  return {
    passed: false,
    reason: reason + placedBrowser(line),
  }
}

const whyChromeAlone =
  'of all browsers only Chrome and its relatives let their network be shaped and their processes be measured. ' +
  'Give the participant chromeLatest, or run its test at Loadero'

function refuseForeign({ participant }: ParticipantJob, place: BrowserPlace): void {
  const { browser = 'chromeLatest' } = participant
  if (browser.startsWith('chrome')) return
  throw new EngineError(`${browser} cannot be played ${place.name}: ${whyChromeAlone}`)
}

/** Takes what only a living browser can give. */
async function conclude(verdict: ScriptOutcome, scene: Scene, record: ParticipantRecord) {
  const film = scene.recording?.stop()
  const samples = (await scene.sampling?.stop()) ?? []
  const overload = overloadOf(samples)
  if (overload) record.note(overload)
  if (!verdict.passed) await photograph(scene.stage, record)
  await scene.stage?.browser.downloads.collect()
  return { samples, film }
}

function filming({ targets }: ParticipantSetup, { artifacts, note }: ParticipantRecord) {
  return {
    targets,
    directory: path.join(artifacts.incoming, 'video'),
    note,
  }
}

async function photograph(stage: ParticipantSetup | undefined, { artifacts }: ParticipantRecord): Promise<void> {
  const picture = stage && (await screenshotOf(stage.targets))
  if (picture) artifacts.write('screenshots', 'failure.png', picture)
}
