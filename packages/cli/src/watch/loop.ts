import { type Exit, exitOf, InterruptedError, type Summary, UserError } from '@loadero-test/runner'
import { parseValue, regularExpression } from '../options/value-types.js'
import type { EventQueue } from './event-queue.js'
import { type KeyAction, keyHelp } from './keys.js'

/** What to run; an empty request means everything that the command selects. */
export interface RunRequest {
  /** Relative to the root. */
  readonly files?: readonly string[] | undefined
  /** Parts of their paths. */
  readonly filters?: readonly string[] | undefined
  readonly name?: RegExp | undefined
  /** Full names. */
  readonly ids?: ReadonlySet<string> | undefined
}

export type WatchEvent =
  | KeyAction
  /** Absolute paths. */
  | { readonly kind: 'changed'; readonly paths: ReadonlySet<string> }
  | { readonly kind: 'over'; readonly session: Promise<Summary> }

export interface WatchLoopOptions {
  readonly events: EventQueue<WatchEvent>
  readonly write: (text: string) => void
  /** The signal stops the session early, with its reports. */
  readonly run: (request: RunRequest, signal: AbortSignal) => Promise<Summary>
  /** Spec files that a change touches, relative to the root. */
  readonly specsAffectedBy: (paths: ReadonlySet<string>) => Promise<readonly string[]>
  /** Aborts when the command is interrupted. */
  readonly signal: AbortSignal
}

/** Runs a session, waits for a change or a key, and repeats until the user quits. Returns the exit of the last session. */
export async function watchLoop(loop: WatchLoopOptions): Promise<Exit> {
  const state: State = { filter: {}, failed: new Set() }
  const quit = () => loop.events.put({ kind: 'quit' })
  loop.signal.addEventListener('abort', quit, { once: true })
  try {
    for (let request: RunRequest = {}; ;) {
      const stopping = new AbortController()
      const summary = loop.run(request, AbortSignal.any([loop.signal, stopping.signal]))
      const over = () => loop.events.put({ kind: 'over', session: summary })
      summary.then(over, over)
      const stop = () => stopping.abort(new InterruptedError('SIGINT'))
      const next = await nextRequest(loop, { request, summary, stop }, state)
      if (next !== undefined) request = next
      else {
        const { reason } = loop.signal
        // An interrupt between two sessions counts as well.
        return reason instanceof InterruptedError
          ? exitOf({ ...(await summary), interruptedBy: reason.by }, { passWithNoTests: false })
          : (await summary).exit
      }
    }
  } finally {
    loop.signal.removeEventListener('abort', quit)
  }
}

interface State {
  /** Changes are limited to it. */
  filter: Pick<RunRequest, 'filters' | 'name'>
  /** Full names of tests that did not pass in their last run. */
  readonly failed: Set<string>
}

interface Session {
  readonly request: RunRequest
  readonly summary: Promise<Summary>
  readonly stop: () => void
}

/**
 * Waits for what to run after this session; undefined when the user quits. A key stops an active session, a change waits
 * for its end: otherwise every save would lose the cost of the session.
 */
async function nextRequest(
  loop: WatchLoopOptions,
  session: Session,
  state: State,
): Promise<RunRequest | undefined> {
  const { events, write, specsAffectedBy: affectedBy } = loop
  const affected = new Set<string>()
  let over = false
  for (;;) {
    const event = await events.take()
    if (event.kind === 'over') {
      // The end of a session that a key has stopped arrives late.
      if (event.session !== session.summary) continue
      over = true
      updateFailed(await session.summary, state)
      if (affected.size === 0) write(idleLine(state))
    } else if (event.kind === 'changed') {
      const { filters = [] } = state.filter
      for (const spec of await affectedBy(event.paths))
        if (filters.length === 0 || filters.some((part) => spec.includes(part))) affected.add(spec)
      if (!over && affected.size > 0)
        write(
          `changed: ${[...affected].toSorted().join(', ')}, these run after this session; Enter stops it now\n`,
        )
    } else {
      const next = respond(event, session.request, state)
      if (next.kind === 'print') write(next.text)
      else {
        if (!over) {
          session.stop()
          updateFailed(await session.summary, state)
        }
        return next.kind === 'run' ? next.request : undefined
      }
    }
    if (over && affected.size > 0) return { ...state.filter, files: [...affected].toSorted() }
  }
}

type KeyResponse =
  | { readonly kind: 'run'; readonly request: RunRequest }
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'quit' }

/** What a key does. A filter applies to the next session and to the sessions of later changes. */
function respond(key: KeyAction, last: RunRequest, state: State): KeyResponse {
  if ('text' in key) {
    // An empty text removes the filter.
    const { kind, text } = key
    const { filters, name } = state.filter
    const others = kind === 'by-file' ? { name } : { filters }
    try {
      const read = () =>
        kind === 'by-file' ? { filters: [text] } : { name: parseValue(regularExpression, text, 'The name') }
      state.filter = { ...others, ...(text === '' ? {} : read()) }
      return { kind: 'run', request: state.filter }
    } catch (error) {
      if (error instanceof UserError) return { kind: 'print', text: `${error.message}\n` }
      throw error
    }
  }
  const actions = {
    quit: () => ({ kind: 'quit' }),
    help: () => ({ kind: 'print', text: `\n${keyHelp}` }),
    again: () => ({ kind: 'run', request: last }),
    all: () => {
      state.filter = {}
      return { kind: 'run', request: state.filter }
    },
    failed: () =>
      state.failed.size > 0
        ? { kind: 'run', request: { ids: new Set(state.failed) } }
        : { kind: 'print', text: 'All tests passed in their last run.\n' },
  } satisfies Record<typeof key.kind, () => KeyResponse>
  return actions[key.kind]()
}

function updateFailed({ tests }: Summary, { failed }: State): void {
  for (const { test, verdict } of tests) {
    if (verdict === 'passed') failed.delete(test.id)
    else if (verdict !== 'skipped') failed.add(test.id)
  }
}

function idleLine({ filter: { filters = [], name }, failed }: State): string {
  const limits = [...filters, ...(name ? [`/${name.source}/`] : [])].join(' and ')
  const f = failed.size > 0 ? ` · f: ${failed.size} not passed` : ''
  return `\nWatching${limits === '' ? '' : ` ${limits}`} · Enter: again · a: all${f} · h: help · q: quit\n`
}
