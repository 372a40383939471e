import type { OptionRows } from './option-row.js'
import * as types from './value-types.js'

/** Options for the author of a script who watches local browsers. */
export const authorRows = {
  headed: {
    flag: '--headed',
    commands: ['run'],
    help: 'show the windows of the browsers of a local run',
    example: '--headed',
    type: types.onOff,
    fallback: false,
  },
  devtools: {
    flag: '--devtools',
    commands: ['run'],
    help: 'open the DevTools of each page, with --headed',
    example: '--devtools',
    type: types.onOff,
    fallback: false,
  },
  slowMoMs: {
    flag: '--slow-mo',
    placeholder: '<delay>',
    commands: ['run'],
    help: 'delay before each command of a script in a local run; measured times include it',
    example: '--slow-mo 500ms',
    type: types.delay,
  },
  keepOpen: {
    flag: '--keep-open',
    commands: ['run'],
    help: 'keep the browser of a failed script open until you press Enter, with --headed',
    example: '--keep-open',
    type: types.onOff,
    fallback: false,
  },
} as const satisfies OptionRows
