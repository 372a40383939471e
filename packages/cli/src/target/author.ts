import type { AuthorTools, HeldParticipant } from '@loadero-test/engine'
import { UserError } from '@loadero-test/runner/errors'
import type { Config } from '../config/config.js'
import type { KeyInput } from '../terminal/command-context.js'

type AuthorSettings = Pick<
  Config,
  'headed' | 'devtools' | 'slowMoMs' | 'keepOpen' | 'target' | 'inCi' | 'grid'
>

/** @throws UserError for an option that a person must be there for, in CI or without browsers of this machine */
export function checkAuthorOptions(settings: AuthorSettings, { input }: Pick<KeyInput, 'input'>): void {
  const { headed, devtools, slowMoMs, keepOpen, target, inCi, grid } = settings
  const used = Object.entries({ headed, devtools, 'slow-mo': slowMoMs !== undefined, 'keep-open': keepOpen })
    .filter(([, isUsed]) => isUsed)
    .map(([name]) => `--${name}`)
  const [flag] = used
  if (flag === undefined) return
  const refuse = (reason: string, hint: string) => {
    throw new UserError('usage', `${flag} ${reason}`, hint)
  }
  if (inCi) refuse('needs a person, and CI is set', `Remove ${used.join(' and ')}.`)
  if (target.kind === 'service')
    refuse('is an option of local runs, and this run is at Loadero', 'Add --local.')
  if (target.kind === 'simulated') refuse('needs a browser, and --simulate has none', 'Remove one of them.')
  if (grid && (headed || devtools || keepOpen))
    refuse('needs browsers of this machine, and --grid has others', 'Remove one of them.')
  for (const [name, isUsed] of Object.entries({ devtools, 'keep-open': keepOpen }))
    if (isUsed && !headed)
      throw new UserError('usage', `--${name} needs the windows of --headed`, 'Add --headed.')
  if (keepOpen && !input.isTTY)
    throw new UserError('usage', '--keep-open waits for Enter, and the input is not a terminal', 'Remove it.')
}

/** Participants that wait for Enter, which lets the one go on that has waited longest. */
export interface HeldParticipants {
  /** Undefined without a terminal. */
  readonly hold: AuthorTools['hold']
  readonly isHolding: () => boolean
}

/**
 * @param write writes for people
 * @param isWatched whether something else reads the keys
 */
export function createHeldParticipants(
  { input }: Pick<KeyInput, 'input'>,
  write: (text: string) => void,
  isWatched: boolean,
): HeldParticipants {
  const waiting: { readonly name: string; readonly release: () => void }[] = []
  const prompt = () => {
    const [next] = waiting
    if (next) write(`Press Enter to let ${next.name} go on.\n`)
  }
  const onData = (data: string | Buffer) => {
    // One key may let several go on: a terminal that was busy sends several lines at once.
    for (const _ of String(data).matchAll(/\r\n|\r|\n/g)) waiting[0]?.release()
  }
  const hold = ({ name, reason, devtoolsUrl, signal }: HeldParticipant) =>
    new Promise<void>((resolve) => {
      const release = () => {
        const index = waiting.indexOf(entry)
        if (index === -1) return
        waiting.splice(index, 1)
        signal.removeEventListener('abort', release)
        if (waiting.length === 0) {
          input.off('data', onData)
          if (!isWatched) input.pause()
        } else if (index === 0) prompt()
        resolve()
      }
      const entry = { name, release }
      if (signal.aborted) return resolve()
      signal.addEventListener('abort', release, { once: true })
      waiting.push(entry)
      if (waiting.length === 1) {
        input.setEncoding('utf8')
        input.on('data', onData).resume()
      }
      const address =
        devtoolsUrl === undefined ? '' : `\n  DevTools, in a Chrome of this machine: ${devtoolsUrl}`
      write(`\n${name} waits: ${reason}${address}\n`)
      if (waiting.length === 1) prompt()
    })
  return { hold: input.isTTY ? hold : undefined, isHolding: () => waiting.length > 0 }
}
