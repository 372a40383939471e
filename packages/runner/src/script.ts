import type { NightwatchAPI } from 'nightwatch'
import type { LoaderoGlobals } from './script-types/script-globals.js'

export type { CustomNetwork, InboxEmail, LoaderoCommands } from './script-types/script-commands.js'
export type { LoaderoGlobals } from './script-types/script-globals.js'

/** What a script plays on: Nightwatch's API with Loadero's commands and globals. */
export interface PlanClient extends NightwatchAPI {
  globals: LoaderoGlobals
}

/** The function that a script file exports as default. */
export type Script<Vars extends object = object> = (client: PlanClient, vars: Vars) => unknown

/**
 * Gives the function of a script its types; at run time it is the function itself.
 * @example export default defineScript<{ url: string }>(async (client, { url }) => { await client.url(url) })
 */
export function defineScript<Vars extends object = object>(play: Script<Vars>): Script<Vars> {
  return play
}
