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
  baseline: {
    flag: '--baseline',
    placeholder: '<file>',
    commands: ['run', 'report', 'compare'],
    env: 'LOADERO_BASELINE',
    config: 'baseline',
    session: true,
    help: 'baselines of expectations on earlier runs, relative to the root; commit it',
    example: '--baseline load/baseline.json',
    type: types.text,
    fallback: 'loadero-baseline.json',
  },
  requireBaseline: {
    flag: '--require-baseline',
    commands: ['run', 'report', 'compare'],
    env: 'LOADERO_REQUIRE_BASELINE',
    config: 'requireBaseline',
    session: true,
    help: 'a test is errored when it has too few earlier runs to compare with, not only warned about',
    example: '--require-baseline',
    type: types.onOff,
    fallback: false,
  },
  updateBaseline: {
    flag: '--update-baseline',
    commands: ['run'],
    session: true,
    help: 'write what expectations on earlier runs measure to the baseline file, instead of comparing it',
    example: '--update-baseline',
    type: types.onOff,
    fallback: false,
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
