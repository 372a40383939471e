import type { SpecSettings } from '@loadero-test/runner/spec'
import type { ReporterName } from '../options/output-rows.js'
import type { OptionSettings } from './option-settings.js'

/** A built-in name, a path or a package. The intersection keeps the completion of built-in names. */
type AnyReporterName = ReporterName | (string & {})

interface SharedSettings extends OptionSettings {
  /**
   * Names, paths or packages, each alone or with options: `['console', ['junit', { outputFile: 'junit.xml' }]]`.
   * Default: `console` and `junit`, and `github` in its CI.
   */
  readonly reporter?:
    | AnyReporterName
    | readonly (
        AnyReporterName | readonly [name: AnyReporterName, options: Readonly<Record<string, unknown>>]
      )[]
  /** Defaults of participants. Default: those of the service. */
  readonly participant?: NonNullable<SpecSettings['participant']>
}

/** A project at Loadero, and settings that only it has. */
interface ProjectSettings extends SharedSettings {
  /** Id of the project at Loadero. */
  readonly id: number
}

/** Settings that a team shares, in `loadero.config.ts`. */
export interface UserConfig extends SharedSettings {
  /** Globs of spec files, relative to the root. Those that begin with `!` leave files out. Default: all `*.loadero.*` source files. */
  readonly include?: readonly string[]
  /** Allowed tags; any other tag is then an error. Default: any tag. */
  readonly tags?: readonly string[]
  /** Values that Loadero accepts and this version of loadero-test does not know. Default: none. */
  readonly extraValues?: NonNullable<SpecSettings['extraValues']>
  /** Projects by the name for `--project`. Settings of the project win over the others. Default: none. */
  readonly projects?: Readonly<Record<string, ProjectSettings>>
}

/** Types the configuration in `loadero.config.ts`. */
export function defineConfig(config: UserConfig): UserConfig {
  return config
}
