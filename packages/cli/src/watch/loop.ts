import { type Exit, exitOf, InterruptedError, type Summary, UserError } from '@loadero-test/runner'
import { parsePattern } from '../options/option-values.js'
import type { KeyQueue } from './key-queue.js'
import { type KeyAction, keyHelp } from './keys.js'

/** What to play; without a word, all that the command was started for. */
export interface ReporterRequest {
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

export interface Loop {
  readonly inbox: KeyQueue<WatchEvent>
  readonly write: (text: string) => void
  /** The signal ends it early, in good order. */
  readonly play: (wish: ReporterRequest, signal: AbortSignal) => Promise<Summary>
  /** Spec files that a change touches, relative to the root. */
  readonly touchedBy: (paths: ReadonlySet<string>) => Promise<readonly string[]>
  /** Aborts when the command is interrupted. */
  readonly signal: AbortSignal
}

/** Plays, waits for a change or a key, plays again, until somebody quits; gives how the last session ended. */
export async function watchLoop(loop: Loop): Promise<Exit> {
  const state: State = { filter: {}, failed: new Set() }
  const leave = () => loop.inbox.put({ kind: 'quit' })
  loop.signal.addEventListener('abort', leave, { once: true })
  try {
    for (let wish: ReporterRequest = {}; ;) {
      const session = begin(loop, wish)
      const next = await nextWish(loop, session, state)
      if (next === undefined) return exitAfter(await session.summary, loop.signal)
      wish = next
    }
  } finally {
    loop.signal.removeEventListener('abort', leave)
  }
}

/** An interrupt is one between two sessions, too. */
function exitAfter(summary: Summary, { reason }: AbortSignal): Exit {
  return reason instanceof InterruptedError
    ? exitOf({ ...summary, interruptedBy: reason.by }, { passWithNoTests: false })
    : summary.exit
}

interface State {
  /** What changes are limited to. */
  filter: Pick<ReporterRequest, 'filters' | 'name'>
  /** Full names of tests that did not pass when they were played last. */
  readonly failed: Set<string>
}

interface Session {
  readonly wish: ReporterRequest
  readonly summary: Promise<Summary>
  readonly stop: () => void
}

function begin({ play, inbox, signal }: Loop, wish: ReporterRequest): Session {
  const stopping = new AbortController()
  const summary = play(wish, AbortSignal.any([signal, stopping.signal]))
  const over = () => inbox.put({ kind: 'over', session: summary })
  summary.then(over, over)
  return { wish, summary, stop: () => stopping.abort(new InterruptedError('SIGINT')) }
}

/**
 * What shall be played after this session; undefined when somebody quits. A session that is still going is ended by a
 * key, while a change waits for it: what it has cost so far would be lost by every save.
 */
async function nextWish(loop: Loop, session: Session, state: State): Promise<ReporterRequest | undefined> {
  const { inbox, write, touchedBy } = loop
  const touched = new Set<string>()
  let over = false
  for (;;) {
    const event = await inbox.take()
    if (event.kind === 'over') {
      // That of a session which a key has ended comes late.
      if (event.session !== session.summary) continue
      over = true
      remember(await session.summary, state)
      if (touched.size === 0) write(idle(state))
    } else if (event.kind === 'changed') {
      for (const spec of await touchedBy(event.paths)) if (isMeant(spec, state)) touched.add(spec)
      if (!over && touched.size > 0)
        write(`changed: ${shown(touched)}, played after this; Enter ends this at once\n`)
    } else {
      const next = answer(event, session.wish, state)
      if (next.kind === 'say') write(next.text)
      else {
        if (!over) {
          session.stop()
          remember(await session.summary, state)
        }
        return next.kind === 'play' ? next.wish : undefined
      }
    }
    if (over && touched.size > 0) return { ...state.filter, files: [...touched].toSorted() }
  }
}

type Answer =
  | { readonly kind: 'play'; readonly wish: ReporterRequest }
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'leave' }

function answer(key: KeyAction, last: ReporterRequest, state: State): Answer {
  if ('words' in key) return limit(key, state)
  const answers = {
    quit: () => ({ kind: 'leave' }),
    help: () => ({ kind: 'say', text: `\n${keyHelp}` }),
    again: () => ({ kind: 'play', wish: last }),
    all: () => {
      state.filter = {}
      return { kind: 'play', wish: state.filter }
    },
    failed: () =>
      state.failed.size > 0
        ? { kind: 'play', wish: { ids: new Set(state.failed) } }
        : { kind: 'say', text: 'There is nothing that did not pass.\n' },
  } satisfies Record<typeof key.kind, () => Answer>
  return answers[key.kind]()
}

/** Limits this session and what changes lead to; no words take the limit away. */
function limit({ kind, words }: Extract<KeyAction, { words: string }>, state: State): Answer {
  const { filters, name } = state.filter
  const others = kind === 'by-file' ? { name } : { filters }
  try {
    const own = kind === 'by-file' ? { filters: [words] } : { name: parsePattern(words, 'the name') }
    state.filter = { ...others, ...(words === '' ? {} : own) }
    return { kind: 'play', wish: state.filter }
  } catch (error) {
    if (error instanceof UserError) return { kind: 'say', text: `${error.message}\n` }
    throw error
  }
}

function isMeant(spec: string, { filter: { filters = [] } }: State): boolean {
  return filters.length === 0 || filters.some((part) => spec.includes(part))
}

function remember({ tests }: Summary, { failed }: State): void {
  for (const { test, verdict } of tests) {
    if (verdict === 'passed') failed.delete(test.id)
    else if (verdict !== 'skipped') failed.add(test.id)
  }
}

function shown(specs: ReadonlySet<string>): string {
  return [...specs].toSorted().join(', ')
}

function idle({ filter: { filters = [], name }, failed }: State): string {
  const limits = [...filters, ...(name ? [`/${name.source}/`] : [])].join(' and ')
  const f = failed.size > 0 ? ` · f: the ${failed.size} that did not pass` : ''
  return `\nWatching${limits === '' ? '' : ` ${limits}`} · Enter: again · a: all${f} · h: help · q: quit\n`
}
