import type { OptionRows } from './option-row.js'
import * as types from './value-types.js'

/** Options of commands that look at earlier sessions and runs. */
export const analysisRows = {
  failOn: {
    flag: '--fail-on',
    placeholder: '<worse>',
    commands: ['compare'],
    help: 'end with 1 when a test got worse, and with 75 when a test could not be compared',
    example: '--fail-on worse',
    type: types.oneOf(['worse']),
  },
} as const satisfies OptionRows
