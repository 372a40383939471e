import { UserError } from '@loadero-test/runner/errors'
import { type CommandName, type CommandRow, commands } from '../options/commands.js'
import type { Environment } from '../options/environment.js'
import { tokenVariable } from '../options/options.js'
import { isCi } from './is-ci.js'

export type RunTarget =
  | { readonly kind: 'local' }
  | { readonly kind: 'simulated'; readonly scenario: string }
  | {
      readonly kind: 'service'
      readonly projectId: number
      readonly accessToken: string
      readonly apiBase: string
    }

export interface TargetOptions {
  readonly command: CommandName
  /** Absolute path of the scenario file. */
  readonly scenario: string | undefined
  readonly local: boolean
  /** Whether the flag is set. A grid from another source may be meant for other sessions. */
  readonly gridFlag: boolean
  /** Whether the flag is set. It asks for the service, unlike a variable of the whole machine. */
  readonly projectFlag: boolean
  readonly env: Environment
  readonly project: string | number | undefined
  readonly apiBase: string
}

/**
 * Where a command works. Without a service nothing may look like a success, so a missing token is an error wherever the
 * service is meant.
 * @throws UserError with the name of the missing variable
 */
export function resolveTarget(target: TargetOptions): RunTarget {
  const { command, scenario, local, gridFlag, projectFlag, env, project, apiBase } = target
  const { service }: CommandRow = commands[command]
  // A local run has the settings of the project, too.
  if (projectFlag && project !== undefined) checkProject(project)
  if (scenario !== undefined) return { kind: 'simulated', scenario }
  // The journal names the project of an earlier session.
  const needsProject = command !== 'attach' && command !== 'stop'
  // A token that is read from a file ends with a line break.
  const accessToken = env[tokenVariable]?.trim() ?? ''
  if (local) return { kind: 'local' }
  if (accessToken === '') {
    if ((service !== undefined && service !== 'optional') || isMeantForService(target))
      throw missingToken(target, needsProject)
    return { kind: 'local' }
  }
  if (!needsProject || (service === undefined && command !== 'run' && command !== 'doctor'))
    return { kind: 'local' }
  if (gridFlag)
    throw new UserError(
      'usage',
      '--grid is an option of local runs, and this run is at Loadero',
      'Add --local.',
    )
  if (project === undefined && service === 'optional') return { kind: 'local' }
  if (project === undefined) {
    const hint = 'Set LOADERO_PROJECT_ID or --project, or run with --local.'
    throw new UserError('config', `${tokenVariable} is set, but no project is`, hint)
  }
  checkProject(project)
  return { kind: 'service', projectId: Number(project), accessToken, apiBase }
}

function checkProject(project: string | number | undefined): void {
  if (/^[1-9]\d{0,9}$/.test(String(project))) return
  throw new UserError(
    'config',
    `Unknown project '${project}'`,
    'Use the id of the project, or a name from `projects` in the configuration file.',
  )
}

/** On a developer's machine, `run` is local without a token, unless the project or an empty token asks for the service. */
function isMeantForService({ command, env, projectFlag, project }: TargetOptions): boolean {
  if (command !== 'run') return false
  return isCi(env) || projectFlag || (project !== undefined && env[tokenVariable]?.trim() === '')
}

function missingToken({ command, env, project }: TargetOptions, needsProject: boolean): UserError {
  const { service }: CommandRow = commands[command]
  const state = env[tokenVariable]?.trim() === '' ? 'empty' : 'not set'
  const also = needsProject && project === undefined ? ', and LOADERO_PROJECT_ID or --project' : ''
  const local =
    command === 'run' ? ', or add --local or --simulate' : service === 'local' ? ', or add --local' : ''
  const place = command === 'run' && isCi(env) ? ' in CI' : ''
  return new UserError(
    'usage',
    `"${command}" needs Loadero${place}, but ${tokenVariable} is ${state}`,
    `Set ${tokenVariable}${also}${local}.`,
  )
}
