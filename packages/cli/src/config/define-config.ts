import type { SpecSettings } from '@loadero-test/runner/spec'
import type { ReporterName } from './reporter-choice.js'

/** Another's reporter is any text; the names of ours are still completed. */
type Wish = OurName | readonly [name: OurName, options: Readonly<Record<string, unknown>>]
type OurName = ReporterName | (string & {})

interface SharedSettings {
  /** Address of the API. */
  readonly apiBase?: string
  /** Runs at a time. */
  readonly concurrency?: number
  /** Of all runs at a time. */
  readonly maxParticipants?: number
  /** Compute units of all runs at a time. */
  readonly maxCuInFlight?: number
  /** Further attempts at tests that errored. */
  readonly retries?: number
  /** Further attempts at tests that failed. */
  readonly retryFailed?: number
  /** For the whole session: `'2h'`, or seconds. */
  readonly timeout?: string | number
  readonly requestsPerSecond?: number
  /** Seconds between two looks at the runs at Loadero, at the least. */
  readonly pollInterval?: number
  /** Sets the tests of one branch apart from those of others in the same project. */
  readonly prefix?: string
  /** Compute units that all tests of a session may take together. */
  readonly maxCu?: number
  /** Each by name, path or package, alone or with its options: `['console', ['junit', { outputFile: 'junit.xml' }]]`. */
  readonly reporter?: OurName | readonly Wish[]
  readonly outputDir?: string
  /** Whose logs, screenshots and recordings are downloaded. */
  readonly artifacts?: 'all' | 'failed' | 'none'
  readonly browserPath?: string
  /** Where the app under test sends its mail in local runs. */
  readonly mailPort?: number
  /** Address of a Selenium Grid whose browsers play local runs; credentials belong into `LOADERO_GRID`. */
  readonly grid?: string
  /** For participants that do not say otherwise. */
  readonly participant?: NonNullable<SpecSettings['participant']>
}

/** What a team shares about its load tests. A spec says what a test is; this says how a session goes. */
export interface UserConfig extends SharedSettings {
  /** Globs of spec files. */
  readonly include?: readonly string[]
  /** The tags that there are; any other is then an error. */
  readonly tags?: readonly string[]
  /** Values that Loadero has learnt since this version. */
  readonly extraValues?: NonNullable<SpecSettings['extraValues']>
  /** By the name that `--project` takes; what a project says goes before the rest. */
  readonly projects?: Readonly<Record<string, SharedSettings & { readonly id: number }>>
}

/** Gives `loadero.config.ts` its types. */
export function defineConfig(config: UserConfig): UserConfig {
  return config
}
