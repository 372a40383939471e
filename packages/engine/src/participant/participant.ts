import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ParticipantHooks, ParticipantJob, ParticipantOutput } from '@loadero-test/server'
import { errorMessage, plural } from '@loadero-test/core/internal'
import { type AuthorTools, openDevtools, participantNameOf } from './author-tools.js'
import { createCommands } from './commands.js'
import { createCleanupList } from '../process/cleanup-list.js'
import { EngineError } from '../process/errors.js'
import type { HostSnapshot } from '../script-host/host-snapshot.js'
import type { ScriptOutcome, ScriptPosition } from '../script-host/messages.js'
import type { MailboxRegistry, MailRouter } from '../mail/mailbox.js'
import { assignedShare } from '../metrics/compute-unit.js'
import { type Sampler, startSampler } from '../metrics/metrics.js'
import { machineLine, machineLoadOf } from '../metrics/overload.js'
import type { BrowserPlace } from './place.js'
import { createProcessGroups } from '../process/process-groups.js'
import { hasMedia } from '../webrtc/peer-connections.js'
import { createRecord, participantOutputOf, type ParticipantRecord } from './record.js'
import { screenshotOf } from '../browser/screenshot.js'
import { positionSuffix } from '../script-host/script-host.js'
import { createParticipantSetup, type ParticipantSetup } from './setup.js'
import type { ConcurrencyLimiter, LimiterSlot } from './concurrency-limiter.js'
import { saveVideo } from '../video/encoder.js'
import { type Recording, startRecording } from '../video/recording.js'
import { openWorkspace, type ProcessContext } from '../process/workspace.js'

/** How long after a failed command the end of its browser or driver may be reported. */
const endReportMs = 100
const sharedNote =
  'there are no metrics of CPU and memory: participants share the browser, and these cannot be divided'

/** What all participants of an engine share. */
export interface EngineContext extends ProcessContext {
  readonly place: BrowserPlace
  readonly hostSnapshot: HostSnapshot
  readonly limiter: ConcurrencyLimiter
  /** Undefined without a mail port. */
  readonly mailRouter: MailRouter | undefined
  readonly author: AuthorTools
  /** Limits how many participants do heavy work at a time: start, or encode a video. */
  readonly startGate: <T>(start: () => Promise<T>) => Promise<T>
}

/** One participant while it runs. */
interface ParticipantState {
  readonly job: ParticipantJob
  readonly hooks: ParticipantHooks
  readonly context: EngineContext
  readonly record: ParticipantRecord
  readonly mailboxes: MailboxRegistry | undefined
  readonly slot: LimiterSlot
  /** Of the slot, by `performance.now()`. */
  readonly requestedAt: number
  setup?: ParticipantSetup
  sampler?: Sampler
  /** In session-record mode only. */
  recording?: Recording
  position?: ScriptPosition
  hasEnded?: true
}

/**
 * Runs one participant, from the start of its browser to the end of its last process.
 * @throws EngineError when it cannot run here, which says nothing about the script
 */
export async function runParticipantScript(
  job: ParticipantJob,
  hooks: ParticipantHooks,
  context: EngineContext,
): Promise<ParticipantOutput> {
  const { limiter, place } = context
  const { browser = 'chromeLatest' } = job.participant
  if (!browser.startsWith('chrome')) {
    throw new EngineError(
      `${browser} cannot run ${place.name}: only Chrome and browsers based on it allow network emulation and process metrics. ` +
        'Give the participant chromeLatest, or run its test at Loadero',
    )
  }
  const record = createRecord(job)
  const requestedAt = performance.now()
  const slot = await limiter.acquire(hooks)
  try {
    const mailboxes = context.mailRouter?.openMailboxes()
    return await runInSlot({ job, hooks, context, record, mailboxes, slot, requestedAt })
  } finally {
    slot.release()
  }
}

async function runInSlot(state: ParticipantState): Promise<ParticipantOutput> {
  const { job, hooks, context, record } = state
  const { place, startGate, env, watchdog, author, hostSnapshot } = context
  const cleanup = createCleanupList()
  const workspace = openWorkspace(context.workRoot, env)
  const groups = createProcessGroups(watchdog)
  const endAll = () => Promise.all([groups.killAll(), cleanup.run()])
  const start = async () => {
    const setup = await startGate(() =>
      createParticipantSetup(
        place,
        { job, record, workspace, groups, cleanup },
        { hostSnapshot, slowMoMs: author.slowMoMs },
      ),
    )
    state.setup = setup
    return executeScript(setup, state)
  }
  try {
    const aborted = new Promise<ScriptOutcome>((resolve) => {
      const onAbort = () => resolve(failure('Cut short: the time was over, or the run was stopped', state))
      if (hooks.signal.aborted) onAbort()
      hooks.signal.addEventListener('abort', onAbort, { once: true })
    })
    const outcome = await (hooks.signal.aborted ? aborted : Promise.race([start(), aborted]))
    state.hasEnded = true
    if (outcome.note !== undefined) record.note(outcome.note)
    hooks.onEnded?.()
    const { samples, frames } = await stopMeasuring(outcome, state)
    refuseSharedMedia(state)
    if (author.keepOpen && !outcome.passed) await holdParticipant(outcome.reason ?? 'it failed', state)
    await endAll()
    if (frames) {
      const { artifacts, note } = record
      const claimFile = (name: string) => artifacts.claim('video', name)
      await startGate(() => saveVideo(frames, { claimFile, note, env, watchdog }))
    }
    const share = place.machine && assignedShare(place.machine, job.participant.compute_unit)
    return participantOutputOf(record, outcome, samples, share)
  } finally {
    state.mailboxes?.close()
    await endAll()
    await workspace.remove()
    record.artifacts.discardIncoming()
  }
}

/** Resolves with what comes first: the script's own outcome, the end of the browser, or a crash of a page. */
async function executeScript(setup: ParticipantSetup, state: ParticipantState): Promise<ScriptOutcome> {
  const { browser, targets, traffic, emulation, navigations } = setup
  const { job, hooks, record, context, mailboxes, slot } = state
  const outcome = setup.host.run(setup.scriptJob, {
    timecard: (card) => void record.timecards.push(card),
    position: (position) => void (state.position = position),
    execute: createCommands(
      {
        emulation,
        navigations,
        browser,
        mailboxes,
        hold:
          context.author.hold &&
          (() => holdParticipant(`debug() (script line ${state.position?.line ?? 1})`, state)),
      },
      record,
    ),
    async ready(sessionId) {
      browser.onSession?.(sessionId)
      await slot.granted
      if (slot.waited) {
        const seconds = Math.round((performance.now() - state.requestedAt) / 1_000)
        const limit = `${plural(context.limiter.capacity, 'participant')} at a time ${context.place.name}`
        record.note(`waited ${seconds} s for a free slot: ${limit}`)
      }
      await hooks.onReady()
      if (state.hasEnded) throw new Error('the participant has ended')
      record.pages.start()
      state.sampler = startSampler({
        cdp: browser.cdp,
        traffic,
        machine: context.place.machine,
        remoteMachine: browser.remoteMachine,
        isShared: browser.isShared,
      })
      if (job.run.mode === 'session-record') {
        const directory = path.join(record.artifacts.incoming, 'video')
        state.recording = startRecording({ targets, directory, note: record.note })
      }
    },
  })
  const browserEnd = browser.ended.then(({ reason, fromOutside }) => ({
    ...failure(reason, state),
    ...(fromOutside && { aborted: true as const }),
  }))
  // The driver would report it only with the next command, which may never come.
  const crash = setup.crashed.then(({ fromOutside }) =>
    fromOutside
      ? { ...failure('The process of the page was killed', state), aborted: true as const }
      : failure('The page has crashed', state),
  )
  const lost = Promise.race([browserEnd, crash])
  // A command that fails because the browser is gone may be reported before the browser's end is.
  const confirmed = outcome.then((own) =>
    own.passed ? own : Promise.race([lost, sleep(endReportMs, own, { ref: false })]),
  )
  const mediaUsed = record.peers.used.then(() => refuseSharedMedia(state)).then(() => lost)
  return Promise.race([confirmed, lost, mediaUsed])
}

/** Waits for the author, at most until the browser has gone. The participant's time does not count. */
async function holdParticipant(reason: string, { context, setup, job, hooks, record }: ParticipantState) {
  const { hold, headed } = context.author
  if (!hold || !setup || hooks.signal.aborted) return
  const { cdp, debuggingPort } = setup.browser
  const resume = hooks.onHeld?.()
  const ended = new AbortController()
  void cdp.closed.then(() => ended.abort())
  try {
    const devtoolsUrl = await openDevtools(cdp, {
      headed,
      ...(debuggingPort !== undefined && { debuggingPort }),
    })
    record.note(`held for its author: ${reason}`)
    const signal = AbortSignal.any([hooks.signal, ended.signal])
    await hold({ name: participantNameOf(job), reason, devtoolsUrl, signal })
  } catch (error) {
    record.note(`could not be held for its author: ${errorMessage(error)}`)
  } finally {
    resume?.()
  }
}

function failure(reason: string, { position }: ParticipantState): ScriptOutcome {
  return { passed: false, reason: reason + positionSuffix(position) }
}

/** @throws EngineError when a page has used media, which belongs to the browser, in a browser of several participants */
function refuseSharedMedia({ setup, record }: ParticipantState): void {
  if (!setup?.browser.isShared || !hasMedia(record.peers.log)) return
  throw new EngineError(
    "A page uses camera, microphone or peer connections, and participants share the browser. Use isolation 'browser'",
  )
}

/** Collects what needs a live browser. */
async function stopMeasuring(outcome: ScriptOutcome, state: ParticipantState) {
  const { setup, record } = state
  record.pages.stop()
  const frames = state.recording?.stop()
  const samples = (await state.sampler?.stop()) ?? []
  if (setup?.browser.isShared) record.note(sharedNote)
  else if (state.sampler && samples.every(({ cpuUsed }) => cpuUsed === undefined))
    record.note('there are no metrics of CPU and memory: the browser did not answer in time')
  else if (
    state.sampler &&
    state.context.place.machine &&
    samples.every(({ ramUsed }) => ramUsed === undefined)
  )
    record.note('there are no metrics of memory: the memory of the browser could not be read')
  const load = machineLoadOf(samples)
  // What is not known of a machine of a grid is not a measurement that has failed.
  if (state.sampler && (state.context.place.machine || load.state !== 'not measured'))
    record.note(machineLine(load))
  if (!outcome.passed && setup) {
    const picture = await screenshotOf(setup.targets)
    if (picture) record.artifacts.write('screenshots', 'failure.png', picture)
  }
  await setup?.browser.downloads.collect()
  return { samples, frames }
}
