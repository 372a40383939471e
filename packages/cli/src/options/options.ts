import { reporterNames } from '../config/reporter-choice.js'
import {
  parseAddress,
  parseArtifacts,
  parseCount,
  parseDuration,
  parseFormat,
  parseJunitCases,
  parsePattern,
  parsePort,
  parsePositiveInteger,
  parsePrefix,
  parseRate,
  secretAddress,
  parseShard,
  parseText,
} from './option-values.js'

/** How one setting is given, read, explained and filled in; parser, help and docs all come from this table. */
export interface Option<T> {
  readonly flag: string
  readonly env?: string
  /** Whether it may stand in the configuration file; what chooses among tests may not. */
  readonly file?: true
  /** Given several times, its texts are joined with commas. */
  readonly repeatable?: true
  readonly help: string
  /** @throws UserError */
  readonly parse: (text: string, source: string) => T
  readonly fallback?: T
}

/** Settings that take a value. */
export const options = {
  name: {
    flag: '-t, --name <pattern>',
    help: 'only tests whose full name matches the regular expression',
    parse: parsePattern,
  },
  tag: {
    flag: '--tag <expression>',
    help: 'only tests with these tags, joined by and, or, not',
    parse: parseText,
  },
  shard: { flag: '--shard <i/n>', help: 'the i-th of n machines that share the tests', parse: parseShard },
  project: {
    flag: '--project <id|name>',
    env: 'LOADERO_PROJECT_ID',
    help: 'project at Loadero, by id or by its name in the configuration file',
    parse: parseText,
  },
  apiBase: {
    file: true,
    flag: '--api-base <url>',
    env: 'LOADERO_API_BASE',
    help: 'address of the API',
    parse: parseAddress,
    fallback: 'https://api.loadero.com/v2/',
  },
  concurrency: {
    file: true,
    flag: '--concurrency <n>',
    env: 'LOADERO_CONCURRENCY',
    help: 'runs at a time',
    parse: parsePositiveInteger,
    fallback: 2,
  },
  maxParticipants: {
    file: true,
    flag: '--max-participants <n>',
    env: 'LOADERO_MAX_PARTICIPANTS',
    help: 'participants of all runs at a time; a test that has more runs alone',
    parse: parsePositiveInteger,
  },
  maxCuInFlight: {
    file: true,
    flag: '--max-cu-in-flight <n>',
    env: 'LOADERO_MAX_CU_IN_FLIGHT',
    help: 'compute units of all runs at a time; a test that takes more runs alone',
    parse: parseRate,
  },
  retries: {
    file: true,
    flag: '--retries <n>',
    env: 'LOADERO_RETRIES',
    help: 'further attempts at a test that errored: for the service, not for the product',
    parse: parseCount,
    fallback: 0,
  },
  retryFailed: {
    file: true,
    flag: '--retry-failed <n>',
    env: 'LOADERO_RETRY_FAILED',
    help: 'further attempts at a test that failed; one that then passes is flaky',
    parse: parseCount,
    fallback: 0,
  },
  bail: {
    flag: '--bail <n>',
    help: 'launch nothing more once so many tests failed or errored',
    parse: parsePositiveInteger,
  },
  timeout: {
    file: true,
    flag: '--timeout <duration>',
    env: 'LOADERO_TIMEOUT',
    help: 'for the whole session: then runs are stopped, and what is left is errored',
    parse: parseDuration,
  },
  requestsPerSecond: {
    file: true,
    flag: '--requests-per-second <n>',
    env: 'LOADERO_REQUESTS_PER_SECOND',
    help: 'budget for all requests to Loadero together',
    parse: parseRate,
    fallback: 4,
  },
  pollInterval: {
    file: true,
    flag: '--poll-interval <seconds>',
    env: 'LOADERO_POLL_INTERVAL',
    help: 'shortest time between two looks at the runs at Loadero',
    parse: parseRate,
    fallback: 5,
  },
  prefix: {
    file: true,
    flag: '--prefix <word>',
    env: 'LOADERO_PREFIX',
    help: 'stands before the names of tests at Loadero, so that branches live side by side',
    parse: parsePrefix,
    fallback: '',
  },
  maxCu: {
    file: true,
    flag: '--max-cu <n>',
    env: 'LOADERO_MAX_CU',
    help: 'compute units that all tests of the session may take together',
    parse: parseRate,
  },
  reporter: {
    file: true,
    flag: '--reporter <names>',
    env: 'LOADERO_REPORTER',
    repeatable: true,
    help: `any of ${reporterNames.join(', ')}, a path or a package, with =file where it writes`,
    parse: parseText,
    fallback: 'console,junit',
  },
  addReporter: {
    flag: '--add-reporter <names>',
    repeatable: true,
    help: 'the same, on top of those that are configured',
    parse: parseText,
  },
  junitCases: {
    flag: '--junit-cases <test|check|participant>',
    help: 'what beside each test has a case of its own in the JUnit report',
    parse: parseJunitCases,
  },
  outputDir: {
    file: true,
    flag: '--output-dir <dir>',
    help: 'where reports, logs and screenshots go',
    parse: parseText,
    fallback: '.loadero',
  },
  artifacts: {
    file: true,
    flag: '--artifacts <all|failed|none>',
    env: 'LOADERO_ARTIFACTS',
    help: 'whose logs, screenshots and recordings are downloaded',
    parse: parseArtifacts,
    fallback: 'failed',
  },
  config: {
    flag: '--config <file>',
    help: 'configuration file; loadero.config.ts and its like in the root by default',
    parse: parseText,
  },
  envFile: {
    flag: '--env-file <file>',
    help: 'variables that the environment does not set',
    parse: parseText,
  },
  root: { flag: '--root <dir>', help: 'directory that holds the specs', parse: parseText, fallback: '.' },
  simulate: {
    flag: '--simulate <file>',
    help: 'no browser: outcomes from a scenario file, in virtual time',
    parse: parseText,
  },
  format: {
    flag: '--format <text|json>',
    help: 'of what `list` and `plan` print',
    parse: parseFormat,
    fallback: 'text',
  },
  into: {
    flag: '--into <dir>',
    help: 'where `pull` writes, below the root',
    parse: parseText,
    fallback: 'specs',
  },
  browserPath: {
    file: true,
    flag: '--browser-path <file>',
    help: 'Chrome or Chromium for local runs',
    parse: parseText,
  },
  mailPort: {
    file: true,
    flag: '--mail-port <n>',
    env: 'LOADERO_MAIL_PORT',
    help: 'takes the mail of the app under test, for genEmail and receiveEmail in local runs',
    parse: parsePort,
  },
  grid: {
    file: true,
    flag: '--grid <url>',
    env: 'LOADERO_GRID',
    help: "Selenium Grid whose browsers play local runs, in place of this machine's",
    parse: secretAddress,
  },
} as const satisfies Record<string, Option<unknown>>

/** Settings that are on or off. */
export const switches = {
  local: {
    flag: '--local',
    help: 'run in browsers on this machine, against the local Loadero; so without a token',
  },
  adopt: {
    flag: '--adopt',
    help: 'take over tests at Loadero that have our names but were not made by us',
  },
  failOnDrift: {
    flag: '--fail-on-drift',
    help: 'refuse when a test was changed at Loadero since it was last pushed',
  },
  dryRun: { flag: '--dry-run', help: 'plan, as `plan` does, and stop' },
  detailedExitcode: {
    flag: '--detailed-exitcode',
    help: '`plan` exits with 2 when there is something to push',
  },
  yes: { flag: '--yes', help: '`prune` deletes without asking' },
  push: { flag: '--no-push', help: 'change nothing at Loadero: run the tests as they stand there' },
  detach: {
    flag: '--detach',
    help: 'launch what may run now, and leave; `attach` goes on with the session',
  },
  lastFailed: { flag: '--last-failed', help: 'only tests that did not pass in the last session' },
  allowOnly: { flag: '--allow-only', help: 'let tests be marked only although CI is set' },
  force: { flag: '--force', help: 'let `pull` replace files' },
  watch: { flag: '-w, --watch', help: 'run again what changes touch; for local runs in a terminal' },
  passWithNoTests: { flag: '--pass-with-no-tests', help: 'exit 0 when nothing is selected' },
} as const

/** Only from the environment: a flag would show it in process lists and CI logs. */
export const tokenVariable = 'LOADERO_ACCESS_TOKEN'
