import type { SpecSettings } from '@loadero-test/runner/spec'
import type { ReporterName } from '../options/options.js'

/** A built-in name, a path or a package. The intersection keeps the completion of built-in names. */
type AnyReporterName = ReporterName | (string & {})

interface SharedSettings {
  /** Base URL of the Loadero API. */
  readonly apiBase?: string
  /** Maximum number of concurrent runs. */
  readonly concurrency?: number
  /** Maximum number of participants in concurrent runs. */
  readonly maxParticipants?: number
  /** Maximum compute units of concurrent runs. */
  readonly maxConcurrentComputeUnits?: number
  /** Retries of a test that errored. */
  readonly retries?: number
  /** Retries of a test that failed. */
  readonly retryFailed?: number
  /** Time limit of the session: a duration such as `'2h'`, or seconds. */
  readonly timeout?: string | number
  /** Maximum number of requests per second to Loadero. */
  readonly requestsPerSecond?: number
  /** Minimum seconds between two polls of the runs at Loadero. */
  readonly pollInterval?: number
  /** Prefix of test names at Loadero, so that several branches can use one project. */
  readonly prefix?: string
  /** Maximum compute units of all tests in a session. */
  readonly maxCu?: number
  /** Names, paths or packages, each alone or with options: `['console', ['junit', { outputFile: 'junit.xml' }]]`. */
  readonly reporter?:
    | AnyReporterName
    | readonly (
        AnyReporterName | readonly [name: AnyReporterName, options: Readonly<Record<string, unknown>>]
      )[]
  /** Directory for reports, logs and screenshots. */
  readonly outputDir?: string
  /** Participants whose logs, screenshots and recordings are downloaded. */
  readonly artifacts?: 'all' | 'failed' | 'none'
  /** Chrome or Chromium executable for local runs. */
  readonly browserPath?: string
  /** Port that receives mail of the app under test in local runs. */
  readonly mailPort?: number
  /** URL of a Selenium Grid whose browsers execute local runs. Put credentials in `LOADERO_GRID` instead. */
  readonly grid?: string
  /** Defaults of participants. */
  readonly participant?: NonNullable<SpecSettings['participant']>
}

/** Settings that a team shares, in `loadero.config.ts`. */
export interface UserConfig extends SharedSettings {
  /** Globs of spec files. */
  readonly include?: readonly string[]
  /** Allowed tags; any other tag is then an error. */
  readonly tags?: readonly string[]
  /** Values that Loadero accepts and this version of loadero-test does not know. */
  readonly extraValues?: NonNullable<SpecSettings['extraValues']>
  /** Projects by the name for `--project`. Settings of the project win over the others. */
  readonly projects?: Readonly<Record<string, SharedSettings & { readonly id: number }>>
}

/** Types the configuration in `loadero.config.ts`. */
export function defineConfig(config: UserConfig): UserConfig {
  return config
}
