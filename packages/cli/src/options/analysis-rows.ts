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
  run: {
    flag: '--run',
    placeholder: '<id>',
    commands: ['report', 'download'],
    help: 'id of a run at Loadero that has ended',
    example: '--run 34',
    type: types.positiveInteger,
  },
  runs: {
    flag: '--runs',
    placeholder: '<n>',
    commands: ['history'],
    help: 'how many of the newest runs are read',
    example: '--runs 30',
    type: types.positiveInteger,
    fallback: 20,
  },
} as const satisfies OptionRows
