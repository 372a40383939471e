/** A command, as the parser and the help need it. */
export interface CommandRow {
  readonly help: string
  /** Its arguments, as in the help. */
  readonly usage: string
  readonly minArguments: number
  readonly maxArguments: number
  /**
   * Whether it cannot work without a Loadero: `local`, when `--local` gives it one; `optional`, when it needs one only
   * for runs at Loadero.
   */
  readonly service?: 'required' | 'local' | 'optional'
  /** Its standard output is data, so that the last line with the exit code is left out, or on standard error. */
  readonly data?: true
  /** What shells complete its first argument with. */
  readonly completes?: 'specs' | 'directories' | readonly string[]
  /** An invocation for the help. */
  readonly example: string
}

const filters = { usage: '[filter…]', minArguments: 0, maxArguments: Infinity, completes: 'specs' } as const
const none = { usage: '', minArguments: 0, maxArguments: 0 }
const session = { usage: '<session>', minArguments: 1, maxArguments: 1, completes: ['last'] } as const

export const commands = {
  run: {
    ...filters,
    help: 'push the tests, run them and report the verdict; the default command',
    example: 'run specs/shop --tag smoke',
  },
  list: {
    ...filters,
    help: 'print the tests that would run, without network requests',
    data: true,
    example: 'list --tag "smoke and not slow"',
  },
  plan: {
    ...filters,
    help: 'print what a push would change at Loadero and what a run would cost; changes nothing',
    service: 'local',
    example: 'plan --detailed-exitcode',
  },
  push: {
    ...filters,
    help: 'apply the plan at Loadero without launching runs',
    service: 'local',
    example: 'push specs/shop',
  },
  prune: {
    ...none,
    help: 'delete tests at Loadero that loadero-test created and no spec declares',
    service: 'local',
    example: 'prune --yes',
  },
  pull: {
    ...none,
    help: 'write the tests of a project at Loadero as spec and script files',
    service: 'required',
    example: 'pull --out-dir specs',
  },
  api: {
    usage: '<method> <path>',
    minArguments: 2,
    maxArguments: 2,
    completes: ['GET', 'POST', 'PUT', 'DELETE'],
    help: 'send one request to the API of Loadero, with the token and the rate limit, and print the response',
    service: 'required',
    data: true,
    example: 'api GET projects/7/tests/',
  },
  attach: {
    ...session,
    help: 'resume a session that was detached or whose process has ended',
    service: 'required',
    example: 'attach last',
  },
  stop: {
    ...session,
    help: 'stop the runs of a session that are still active',
    service: 'required',
    example: 'stop last',
  },
  report: {
    ...session,
    usage: '[session]',
    minArguments: 0,
    service: 'optional',
    help: 'report an earlier session again, or with --run any run at Loadero; the exit code is that of the verdict',
    example: 'report last --reporter html',
  },
  history: {
    usage: '<test>',
    minArguments: 1,
    maxArguments: 1,
    help: 'print the last runs of a test at Loadero, judged by the current gates',
    service: 'required',
    data: true,
    example: 'history "call > two people" --format json',
  },
  download: {
    ...none,
    help: 'download all logs and artifacts of a run at Loadero',
    service: 'required',
    example: 'download --run 34',
  },
  compare: {
    usage: '<before> <after>',
    minArguments: 2,
    maxArguments: 2,
    completes: ['last'],
    help: 'compare two sessions, runs or reports: whether each gated metric is the same, better or worse',
    service: 'optional',
    data: true,
    example: 'compare main/report.json last --fail-on worse',
  },
  capacity: {
    ...filters,
    usage: '<spec>',
    minArguments: 1,
    help: 'find the largest number of participants with which a test passes, in few runs',
    service: 'local',
    data: true,
    example: 'capacity specs/shop --max-participants 200 --max-cu 1000',
  },
  'merge-reports': {
    usage: '<dir>',
    minArguments: 1,
    maxArguments: 1,
    completes: 'directories',
    help: 'merge the sessions of several shards into one report and one exit code',
    example: 'merge-reports all-shards',
  },
  serve: {
    ...none,
    help: 'serve the local Loadero on a port, for any client',
    data: true,
    example: 'serve --port 4100',
  },
  init: {
    ...none,
    help: 'create a first spec, its script, a configuration and a CI job; existing files are not changed',
    example: 'init --ci gitlab',
  },
  mcp: {
    ...none,
    help: 'serve tools to a coding agent over MCP; a run at Loadero needs the confirmation of a plan',
    data: true,
    example: 'mcp --root packages/load',
  },
  browsers: {
    usage: 'install [browser[@version]]',
    minArguments: 1,
    maxArguments: 2,
    completes: ['install'],
    help: 'download a browser and the driver of the same version for local runs',
    example: 'browsers install chrome-headless-shell@131',
  },
  doctor: {
    ...none,
    help: 'print where each setting comes from, and check what a run needs',
    data: true,
    example: 'doctor --format json',
  },
  complete: {
    usage: '<shell>',
    minArguments: 1,
    maxArguments: 1,
    completes: ['bash', 'zsh', 'fish', 'powershell'],
    help: 'print the completion script of a shell',
    data: true,
    example: 'complete zsh',
  },
} as const satisfies Readonly<Record<string, CommandRow>>

export type CommandName = keyof typeof commands

export const commandNames = Object.keys(commands) as readonly CommandName[]

export function isCommandName(word: string): word is CommandName {
  return Object.hasOwn(commands, word)
}
