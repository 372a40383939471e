/** @ts-ignore Without the engine, the commands of Nightwatch have no types. */
import type { NightwatchAPI } from '@loadero-test/engine/nightwatch'
import type { LoaderoGlobals } from './script-globals.js'

export type { CustomNetwork, EmailMessage, LoaderoCommands } from './script-commands.js'
export { mark, measure } from './script-marks.js'
export type { LoaderoGlobals } from './script-globals.js'

interface TypedClient extends NightwatchAPI {
  /** The participant and its test, beside Nightwatch's own settings. */
  globals: LoaderoGlobals
}

/**
 * The `client` of a script: Nightwatch's API with Loadero's commands and globals. Nightwatch's types come with
 * `@loadero-test/engine`. Without it, every command is allowed.
 */
export type Client = 0 extends 1 & NightwatchAPI ? NightwatchAPI : TypedClient

/** The function that a script file exports as default. Each participant executes it once. */
export type Script<Vars extends object = object> = (client: Client, vars: Vars) => void | PromiseLike<unknown>

/**
 * Gives the function of a script its types. It returns the function unchanged.
 * @example export default defineScript<{ url: string }>(async (client, { url }) => { await client.url(url) })
 */
export function defineScript<Vars extends object = object>(script: Script<Vars>): Script<Vars> {
  return script
}
