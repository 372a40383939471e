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
  parseSecretAddress,
  parseShard,
  parseText,
} from './option-values.js'

/** Reporters that come with loadero-test. */
export const reporterNames = [
  'console',
  'dot',
  'list',
  'verbose',
  'quiet',
  'junit',
  'json',
  'ndjson',
  'github',
  'html',
] as const
export type ReporterName = (typeof reporterNames)[number]

/** One setting: its sources, parser, help and default. The argument parser, the help and the docs use these rows. */
export interface CliOption<T> {
  readonly flag: string
  readonly env?: string
  /** Whether the configuration file may set it. Options that select tests may not be set there. */
  readonly file?: true
  /** Repeated flags are joined with commas. */
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
    help: 'only tests that match the tag expression, with `and`, `or` and `not`',
    parse: parseText,
  },
  shard: { flag: '--shard <i/n>', help: 'part i of n of the tests, for example 1/3', parse: parseShard },
  project: {
    flag: '--project <id|name>',
    env: 'LOADERO_PROJECT_ID',
    help: 'Loadero project: its id, or its name in the configuration file',
    parse: parseText,
  },
  apiBase: {
    file: true,
    flag: '--api-base <url>',
    env: 'LOADERO_API_BASE',
    help: 'base URL of the Loadero API',
    parse: parseAddress,
    fallback: 'https://api.loadero.com/v2/',
  },
  concurrency: {
    file: true,
    flag: '--concurrency <n>',
    env: 'LOADERO_CONCURRENCY',
    help: 'maximum number of concurrent runs',
    parse: parsePositiveInteger,
    fallback: 2,
  },
  maxParticipants: {
    file: true,
    flag: '--max-participants <n>',
    env: 'LOADERO_MAX_PARTICIPANTS',
    help: 'maximum number of participants in concurrent runs; a larger test runs alone',
    parse: parsePositiveInteger,
  },
  maxConcurrentComputeUnits: {
    file: true,
    flag: '--max-concurrent-cu <n>',
    env: 'LOADERO_MAX_CONCURRENT_CU',
    help: 'maximum compute units of concurrent runs; a larger test runs alone',
    parse: parseRate,
  },
  retries: {
    file: true,
    flag: '--retries <n>',
    env: 'LOADERO_RETRIES',
    help: 'retries of a test that errored: a problem of the service, not of the product',
    parse: parseCount,
    fallback: 0,
  },
  retryFailed: {
    file: true,
    flag: '--retry-failed <n>',
    env: 'LOADERO_RETRY_FAILED',
    help: 'retries of a test that failed; a test that passes on a retry is flaky',
    parse: parseCount,
    fallback: 0,
  },
  bail: {
    flag: '--bail <n>',
    help: 'launch no more tests after this number failed or errored',
    parse: parsePositiveInteger,
  },
  timeout: {
    file: true,
    flag: '--timeout <duration>',
    env: 'LOADERO_TIMEOUT',
    help: 'time limit of the session; then runs are stopped and unfinished tests are errored',
    parse: parseDuration,
  },
  requestsPerSecond: {
    file: true,
    flag: '--requests-per-second <n>',
    env: 'LOADERO_REQUESTS_PER_SECOND',
    help: 'maximum number of requests per second to Loadero',
    parse: parseRate,
    fallback: 4,
  },
  pollInterval: {
    file: true,
    flag: '--poll-interval <seconds>',
    env: 'LOADERO_POLL_INTERVAL',
    help: 'minimum time between two polls of the runs at Loadero',
    parse: parseRate,
    fallback: 5,
  },
  prefix: {
    file: true,
    flag: '--prefix <word>',
    env: 'LOADERO_PREFIX',
    help: 'prefix of test names at Loadero, so that several branches can use one project',
    parse: parsePrefix,
    fallback: '',
  },
  maxCu: {
    file: true,
    flag: '--max-cu <n>',
    env: 'LOADERO_MAX_CU',
    help: 'maximum compute units of all tests in the session; more is refused before launch',
    parse: parseRate,
  },
  reporter: {
    file: true,
    flag: '--reporter <names>',
    env: 'LOADERO_REPORTER',
    repeatable: true,
    help: `any of ${reporterNames.join(', ')}, a path or a package; =file sets the output file`,
    parse: parseText,
    fallback: 'console,junit',
  },
  addReporter: {
    flag: '--add-reporter <names>',
    repeatable: true,
    help: 'reporters in addition to the configured ones',
    parse: parseText,
  },
  junitCases: {
    flag: '--junit-cases <test|check|participant>',
    help: 'what gets a case of its own in the JUnit report, in addition to each test',
    parse: parseJunitCases,
  },
  outputDir: {
    file: true,
    flag: '--output-dir <dir>',
    help: 'directory for reports, logs and screenshots',
    parse: parseText,
    fallback: '.loadero',
  },
  artifacts: {
    file: true,
    flag: '--artifacts <all|failed|none>',
    env: 'LOADERO_ARTIFACTS',
    help: 'participants whose logs, screenshots and recordings are downloaded',
    parse: parseArtifacts,
    fallback: 'failed',
  },
  config: {
    flag: '--config <file>',
    help: 'configuration file; default: loadero.config.ts, .mts, .js or .mjs in the root',
    parse: parseText,
  },
  envFile: {
    flag: '--env-file <file>',
    help: 'file with environment variables; variables that are already set win',
    parse: parseText,
  },
  root: { flag: '--root <dir>', help: 'directory that contains the specs', parse: parseText, fallback: '.' },
  simulate: {
    flag: '--simulate <file>',
    help: 'run without browsers: outcomes come from a scenario file, in virtual time',
    parse: parseText,
  },
  format: {
    flag: '--format <text|json>',
    help: 'output format of `list` and `plan`',
    parse: parseFormat,
    fallback: 'text',
  },
  outDir: {
    flag: '--out-dir <dir>',
    help: 'directory that `pull` writes to, relative to the root',
    parse: parseText,
    fallback: 'specs',
  },
  browserPath: {
    file: true,
    flag: '--browser-path <file>',
    help: 'Chrome or Chromium executable for local runs',
    parse: parseText,
  },
  mailPort: {
    file: true,
    flag: '--mail-port <n>',
    env: 'LOADERO_MAIL_PORT',
    help: 'port that receives mail of the app under test in local runs, for genEmail and receiveEmail',
    parse: parsePort,
  },
  grid: {
    file: true,
    flag: '--grid <url>',
    env: 'LOADERO_GRID',
    help: 'URL of a Selenium Grid; its browsers execute local runs',
    parse: parseSecretAddress,
  },
} as const satisfies Record<string, CliOption<unknown>>

/** Settings that are on or off. */
export const switches = {
  local: {
    flag: '--local',
    help: 'run in browsers on this machine, with a local Loadero; the default without a token',
  },
  adopt: {
    flag: '--adopt',
    help: 'manage tests at Loadero that have the same name but were not created by loadero-test',
  },
  failOnDrift: {
    flag: '--fail-on-drift',
    help: 'refuse when a test was changed at Loadero since the last push',
  },
  dryRun: { flag: '--dry-run', help: 'print the plan and exit, as `plan` does' },
  detailedExitcode: {
    flag: '--detailed-exitcode',
    help: '`plan` exits with 2 when there are changes to push',
  },
  yes: { flag: '--yes', help: '`prune` deletes without asking' },
  push: {
    flag: '--no-push',
    help: 'change nothing at Loadero; run the tests there, if they match the specs',
  },
  detach: {
    flag: '--detach',
    help: 'launch the runs that the limits allow and exit; `attach` resumes the session',
  },
  lastFailed: { flag: '--last-failed', help: 'only tests that did not pass in the last session' },
  allowOnly: { flag: '--allow-only', help: 'allow `only` although CI is set' },
  force: {
    flag: '--force',
    help: '`pull` overwrites existing files; `run` and `push` change tests although runs of the project are live',
  },
  watch: {
    flag: '-w, --watch',
    help: 'run tests again when their files change; for local runs in a terminal',
  },
  passWithNoTests: { flag: '--pass-with-no-tests', help: 'exit with 0 when no test is selected' },
  strictLoad: {
    flag: '--strict-load',
    env: 'LOADERO_STRICT_LOAD',
    help: 'a test whose participants started late for want of capacity is errored, not only warned about',
  },
} as const

/** The token has no flag: process lists and CI logs show flags. */
export const tokenVariable = 'LOADERO_ACCESS_TOKEN'
