import path from 'node:path'
import type { Cues, Job, Outcome } from '@loadero-test/server'
import { createCommands } from './commands.js'
import type { Env } from './env.js'
import { EngineError } from './errors.js'
import { feedsOf } from './feeds.js'
import type { FoundBrowser } from './find-browser.js'
import type { Verdict } from './host-messages.js'
import type { Mailboxes, PostOffice } from './mail/post-office.js'
import { type Sampling, startSampling } from './metrics.js'
import { overloadOf } from './overload.js'
import { processGroups } from './process-groups.js'
import { createRecord, outcomeOf, type ParticipantRecord } from './record.js'
import { screenshotOf } from './screenshot.js'
import { placed } from './script-host.js'
import { buildStage, type Stage } from './stage.js'
import type { Seats } from './seats.js'
import { keepFilm } from './video/encoder.js'
import { type Recording, startRecording } from './video/recording.js'
import type { Watchdog } from './watchdog.js'
import { openWorkspace } from './workspace.js'

/** What all participants of an engine share. */
export interface Equipment extends FoundBrowser {
  /** What the browser calls itself, without a word of being headless. */
  readonly userAgent: string
  /** The caller's. */
  readonly env: Env
  readonly watchdog: Watchdog
  readonly workRoot: string
  readonly seats: Seats
  /** Undefined where nobody asked for mail. */
  readonly office: PostOffice | undefined
  /** Lets only so many do heavy work at a time: start, or encode a video. */
  readonly startGate: <T>(start: () => Promise<T>) => Promise<T>
}

/** What there is to close in the end, as far as it has come. */
interface Scene {
  readonly mailboxes: Mailboxes | undefined
  stage?: Stage
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
export async function playParticipant(job: Job, cues: Cues, equipment: Equipment): Promise<Outcome> {
  refuseForeign(job)
  const record = createRecord(job)
  const { seats } = equipment
  const seat = await seats.take(cues)
  if (seat.waited) record.note(`waited for others to end: ${seats.capacity} play at a time on this machine`)
  try {
    return await playSeated(record, { job, cues, equipment })
  } finally {
    seat.leave()
  }
}

interface Setting {
  readonly job: Job
  readonly cues: Cues
  readonly equipment: Equipment
}

async function playSeated(record: ParticipantRecord, { job, cues, equipment }: Setting): Promise<Outcome> {
  const feeds = feedsOf(job, {
    cache: path.join(equipment.workRoot, 'feeds'),
    own: equipment.env['LOADERO_FEEDS'],
    note: record.note,
  })
  const workspace = openWorkspace(equipment.workRoot, equipment.env)
  const groups = processGroups(equipment.watchdog)
  const scene: Scene = { mailboxes: equipment.office?.openMailboxes() }
  const play = async () => {
    scene.stage = await equipment.startGate(() =>
      buildStage({ ...equipment, job, feeds, groups, workspace, record }),
    )
    return perform(scene.stage, scene, { job, cues, record })
  }
  try {
    const cut = cutShort(cues.signal, scene)
    const verdict = await (cues.signal.aborted ? cut : Promise.race([play(), cut]))
    scene.over = true
    cues.ended?.()
    const { samples, film } = await conclude(verdict, scene, record)
    await groups.end()
    if (film) await equipment.startGate(() => keepFilm(film, { ...record, ...equipment }))
    return outcomeOf(record, verdict, samples)
  } finally {
    scene.mailboxes?.close()
    await groups.end()
    workspace.remove()
    record.artifacts.discardIncoming()
  }
}

interface Play {
  readonly job: Job
  readonly cues: Cues
  readonly record: ParticipantRecord
}

async function perform(stage: Stage, scene: Scene, { job, cues, record }: Play): Promise<Verdict> {
  const verdict = stage.host.play(stage.part, {
    timecard: (card) => void record.timecards.push(card),
    line: (line) => void (scene.line = line),
    answer: createCommands({ ...stage, ...scene }, record),
    async ready() {
      await cues.ready()
      if (scene.over) throw new Error('the participant has ended')
      scene.sampling = startSampling({ cdp: stage.browser.cdp, traffic: stage.traffic })
      if (job.run.mode === 'session-record') scene.recording = startRecording(filming(stage, record))
    },
  })
  const browserEnd = stage.browser.ended.then((how) => failed(`The browser ${how}`, scene))
  // The driver would tell only with the next command, and a script may well have none.
  const crash = stage.crashed.then(() => failed('The page has crashed', scene))
  return Promise.race([verdict, browserEnd, crash])
}

function cutShort(signal: AbortSignal, scene: Scene): Promise<Verdict> {
  return new Promise((resolve) => {
    const end = () => resolve(failed('Cut short: the time was over, or the run was stopped', scene))
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
  })
}

const failed = (reason: string, { line }: Scene): Verdict => ({
  passed: false,
  reason: reason + placed(line),
})

const whyChromeAlone =
  'of all browsers only Chrome and its relatives let their network be shaped and their processes be measured. ' +
  'Give the participant chromeLatest, or run its test at Loadero'

function refuseForeign({ participant }: Job): void {
  const { browser = 'chromeLatest' } = participant
  if (browser.startsWith('chrome')) return
  throw new EngineError(`${browser} cannot be played on this machine: ${whyChromeAlone}`)
}

/** Takes what only a living browser can give. */
async function conclude(verdict: Verdict, scene: Scene, record: ParticipantRecord) {
  const film = scene.recording?.stop()
  const samples = (await scene.sampling?.stop()) ?? []
  const overload = overloadOf(samples)
  if (overload) record.note(overload)
  if (!verdict.passed) await photograph(scene.stage, record)
  return { samples, film }
}

const filming = ({ targets }: Stage, { artifacts, note }: ParticipantRecord) => ({
  targets,
  directory: path.join(artifacts.incoming, 'video'),
  note,
})

async function photograph(stage: Stage | undefined, { artifacts }: ParticipantRecord): Promise<void> {
  const picture = stage && (await screenshotOf(stage.targets))
  if (picture) artifacts.write('screenshots', 'failure.png', picture)
}
