import { analysisRows } from './analysis-rows.js'
import type { CommandName } from './commands.js'
import type { OptionRow, OptionRows, ValuesOf } from './option-row.js'
import { outputRows } from './output-rows.js'
import { runRows } from './run-rows.js'
import { selectRows } from './select-rows.js'
import { serveRows } from './serve-rows.js'
import { authorRows } from './author-rows.js'
import { onOff } from './value-types.js'

/** All options of all commands. */
export const options = {
  ...selectRows,
  ...runRows,
  ...outputRows,
  ...serveRows,
  ...authorRows,
  ...analysisRows,
}

export type OptionKey = keyof typeof options
export type OptionValues = ValuesOf<typeof options>

/** The key of an option with its row, without the types of single rows. */
export const optionRows: readonly (readonly [OptionKey, OptionRow<unknown>])[] = Object.entries(
  options as OptionRows,
) as never

type SessionKeyOf<Rows extends OptionRows> = {
  [K in keyof Rows]: Rows[K] extends { readonly session: true } ? K : never
}[keyof Rows]
export type SessionKey = SessionKeyOf<typeof options>

export const sessionKeys = optionRows.flatMap(([key, { session }]) =>
  session ? [key] : [],
) as readonly SessionKey[]

/** Whether a command takes an option. */
export function isOptionOf(command: CommandName, { commands }: OptionRow<unknown>): boolean {
  return commands.includes(command) || (command === 'doctor' && commands.includes('run'))
}

export function isSwitch({ type }: OptionRow<unknown>): boolean {
  return type === onOff
}

/** Whether `--no-…` is of use: something else may turn the switch on. */
export function hasNegation(row: OptionRow<unknown>): boolean {
  return isSwitch(row) && (row.env !== undefined || row.fallback === true || row.negatable === true)
}

/** The token has no flag: process lists and CI logs show flags. */
export const tokenVariable = 'LOADERO_ACCESS_TOKEN'
/** The token of `serve`. */
export const serveTokenVariable = 'LOADERO_SERVE_TOKEN'
