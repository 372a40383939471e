// Generated from the option table in `src/options` by `options-table.test.ts`. `vitest -u` updates it.

/** The options that the configuration file may set. */
export interface OptionSettings {
  /**
   * Base URL of the Loadero API.
   * Must be an http or https URL. Default: https://api.loadero.com/v2/. Flag: `--api-base`.
   */
  readonly apiBase?: string
  /**
   * Maximum number of requests per second to Loadero.
   * Must be a number greater than 0. Default: 4. Flag: `--requests-per-second`.
   */
  readonly requestsPerSecond?: number
  /**
   * Minimum time between two polls of the runs at Loadero.
   * Must be a number of seconds greater than 0. Default: 5. Flag: `--poll-interval`.
   */
  readonly pollInterval?: number
  /**
   * Chrome or Chromium executable for local runs.
   * Must be a text. Default: none. Flag: `--browser-path`.
   */
  readonly browserPath?: string
  /**
   * What each participant of a local run has: a browser, or a context of a shared browser (cheaper; no media).
   * Must be one of browser, context. Default: browser. Flag: `--isolation`.
   */
  readonly isolation?: 'browser' | 'context'
  /**
   * Port that receives mail of the app under test in local runs, for genEmail and receiveEmail.
   * Must be a port from 0 to 65535. Default: none. Flag: `--mail-port`.
   */
  readonly mailPort?: number
  /**
   * URL of a Selenium Grid; its browsers execute local runs; put credentials in LOADERO_GRID.
   * Must be an http or https URL, for example http://grid:4444. Default: none. Flag: `--grid`.
   */
  readonly grid?: string
  /**
   * Capabilities of the sessions of the grid: browser version, platform, options of a vendor.
   * Must be a text. Default: none. Flag: `--grid-capabilities`.
   */
  readonly gridCapabilities?: string
  /**
   * Address of the DevTools of a grid session, with {sessionId}, for a grid that does not forward them.
   * Must be a path such as /devtools/{sessionId}, or a ws or wss URL, with {sessionId}. Default: none. Flag: `--grid-devtools`.
   */
  readonly gridDevtools?: string
  /**
   * Maximum number of concurrent runs.
   * Must be a whole number of at least 1. Default: 2. Flag: `--concurrency`.
   */
  readonly concurrency?: number
  /**
   * Maximum number of participants in concurrent runs; a larger test runs alone; for `capacity`, the maximum size.
   * Must be a whole number of at least 1. Default: none. Flag: `--max-participants`.
   */
  readonly maxParticipants?: number
  /**
   * Maximum compute units of concurrent runs; a larger test runs alone.
   * Must be a number greater than 0. Default: none. Flag: `--max-concurrent-cu`.
   */
  readonly maxConcurrentComputeUnits?: number
  /**
   * Maximum compute units of all tests in the session; checked before launch; for `capacity`, of all its runs.
   * Must be a number greater than 0. Default: none. Flag: `--max-cu`.
   */
  readonly maxCu?: number
  /**
   * Retries of a test that errored: a problem of the service, not of the product.
   * Must be a whole number. Default: 0. Flag: `--retries`.
   */
  readonly retries?: number
  /**
   * Retries of a test that failed; a test that passes on a retry is flaky.
   * Must be a whole number. Default: 0. Flag: `--retry-failed`.
   */
  readonly retryFailed?: number
  /**
   * Launch no more tests after this number failed or errored.
   * Must be a whole number of at least 1. Default: none. Flag: `--bail`.
   */
  readonly bail?: number
  /**
   * Time limit of the session; then runs are stopped and unfinished tests are errored.
   * Must be a duration such as 90s, 30m or 2h. Default: none. Flag: `--timeout`.
   */
  readonly timeout?: string | number
  /**
   * Time limit of the callback of a test; then the test is errored.
   * Must be a duration such as 90s, 30m or 2h. Default: 60s. Flag: `--verify-timeout`.
   */
  readonly verifyTimeout?: string | number
  /**
   * Exit with 0 when no test is selected.
   * Must be true, false, 1 or 0. Default: none. Flag: `--pass-with-no-tests`.
   */
  readonly passWithNoTests?: boolean
  /**
   * A test whose participants started late is errored, not only warned about.
   * Must be true, false, 1 or 0. Default: none. Flag: `--strict-load`.
   */
  readonly strictLoad?: boolean
  /**
   * Prefix of test names at Loadero, so that several branches can use one project.
   * Must be 1 to 60 letters, digits and . / _ -. Default: none. Flag: `--prefix`.
   */
  readonly prefix?: string
  /**
   * Change tests at Loadero to match the specs; --no-push runs them as they are.
   * Must be true, false, 1 or 0. Default: on. Flag: `--push`.
   */
  readonly push?: boolean
  /**
   * Manage tests at Loadero that have the same name but were not created by loadero-test.
   * Must be true, false, 1 or 0. Default: none. Flag: `--adopt`.
   */
  readonly adopt?: boolean
  /**
   * Refuse when a test was changed at Loadero since the last push.
   * Must be true, false, 1 or 0. Default: none. Flag: `--fail-on-drift`.
   */
  readonly failOnDrift?: boolean
  /**
   * What gets a case in the JUnit report: each test, each check in its place, or also each participant.
   * Must be one of test, check, participant. Default: none. Flag: `--junit-cases`.
   */
  readonly junitCases?: 'test' | 'check' | 'participant'
  /**
   * Directory for reports, logs and screenshots.
   * Must be a text. Default: .loadero. Flag: `--output-dir`.
   */
  readonly outputDir?: string
  /**
   * Participants whose logs, screenshots and recordings are downloaded.
   * Must be one of all, failed, none. Default: failed. Flag: `--artifacts`.
   */
  readonly artifacts?: 'all' | 'failed' | 'none'
  /**
   * Baselines of expectations on earlier runs, relative to the root; commit it.
   * Must be a text. Default: loadero-baseline.json. Flag: `--baseline`.
   */
  readonly baseline?: string
  /**
   * A test is errored when it has too few earlier runs to compare with, not only warned about.
   * Must be true, false, 1 or 0. Default: none. Flag: `--require-baseline`.
   */
  readonly requireBaseline?: boolean
}
