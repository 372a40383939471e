import type { ParticipantJob } from '@loadero-test/server'
import type { Cdp } from '../cdp/cdp.js'

/** Tools for the author of a script, on a machine with a person in front of it. Default: none of them. */
export interface AuthorTools {
  /** The browsers have windows. */
  readonly headed?: boolean | undefined
  /** Each page opens with its DevTools. Needs `headed`. */
  readonly devtools?: boolean | undefined
  /** Delay before each command of a script, in milliseconds. */
  readonly slowMoMs?: number | undefined
  /** The browser of a failed script stays until `hold` resolves. */
  readonly keepOpen?: boolean | undefined
  /** Resolves when the participant may go on. Without it, `client.debug()` holds nothing. */
  readonly hold?: ((held: HeldParticipant) => Promise<void>) | undefined
}

/** A participant that waits for the author. */
export interface HeldParticipant {
  /** `alice of group callers` */
  readonly name: string
  /** `debug() (script line 3)`, or the reason of its failure. */
  readonly reason: string
  /** An address of DevTools for its page; absent where its browser has opened them. */
  readonly devtoolsUrl: string | undefined
  /** Aborts when the participant ends without the author. */
  readonly signal: AbortSignal
}

/** `alice of group callers`, with its number where the run has several participants. */
export function participantNameOf({ participant, globalNum, run }: ParticipantJob): string {
  const { participant_name: name, group_name: group } = participant
  const number = run.totalParticipants > 1 ? ` (number ${globalNum})` : ''
  return `${name}${group ? ` of group ${group}` : ''}${number}`
}

/**
 * Opens the DevTools of all pages of a browser with windows. Otherwise it returns the address of those of the newest
 * page, or undefined where there is none.
 */
export async function openDevtools(
  cdp: Cdp,
  {
    headed = false,
    debuggingPort,
  }: { readonly headed?: boolean | undefined; readonly debuggingPort?: number },
): Promise<string | undefined> {
  const { targetInfos } = await cdp.send('Target.getTargets')
  const pages = targetInfos.filter(({ type, url = '' }) => type === 'page' && !url.startsWith('devtools:'))
  if (headed) {
    const opened = await Promise.allSettled(
      pages.map(({ targetId }) => cdp.send('Target.openDevTools', { targetId })),
    )
    // Browsers before version 143 do not know the command.
    if (opened.some(({ status }) => status === 'fulfilled')) return undefined
  }
  const newest = pages[0]
  if (debuggingPort === undefined || !newest) return undefined
  return `devtools://devtools/bundled/inspector.html?ws=127.0.0.1:${debuggingPort}/devtools/page/${newest.targetId}`
}
