import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { freemem } from 'node:os'
import { dirname } from 'node:path'
import type { LoaderoClient } from '@loadero-test/core'
import { errorMessage } from '@loadero-test/core/internal'
import { asSessionError } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import type { Config, ConfiguredProject } from '../config/config.js'
import { isCi } from '../config/is-ci.js'
import type { RunTarget } from '../config/run-target.js'
import type { Environment } from '../options/environment.js'
import { tokenVariable } from '../options/options.js'
import { formatAddress } from '../options/value-types.js'
import { createServiceClient } from '../target/create-client.js'
import { readGridOptions } from '../target/grid-options.js'
import { createLocalBrowserEngine, describeBrowsers } from '../target/local.js'
import type { CommandContext } from '../terminal/command-context.js'

export interface DoctorCheck {
  readonly name: string
  /** `failed` would stop a run. */
  readonly state: 'passed' | 'warning' | 'failed'
  readonly message: string
  /** What to do about it. */
  readonly hint?: string
}

type Result = Omit<DoctorCheck, 'name'>

/** Checks everything that a run with these settings needs. */
export async function runChecks(
  config: Config,
  { env, signal }: Pick<CommandContext, 'env' | 'signal'>,
): Promise<readonly DoctorCheck[]> {
  const { target } = config
  const checks: readonly (readonly [string, () => Promise<Result> | Result])[] = [
    ['Node.js', () => ({ state: 'passed', message: process.version })],
    ['token', () => checkToken(config, env)],
    ...(target.kind === 'service'
      ? ([
          ['project', () => checkProject(target, signal)],
          ['clock', () => checkClock(target.apiBase, signal)],
        ] as const)
      : []),
    ...config.configuredProjects
      .filter(({ id }) => target.kind !== 'service' || id !== target.projectId)
      .map(
        (project) => [`project ${project.name}`, () => checkOtherProject(project, target, signal)] as const,
      ),
    ['browser', () => checkBrowser(config, env)],
    ['memory', checkMemory],
    ['disk', () => checkDisk(config.outputDir)],
    ['output directory', () => checkOutputDir(config.outputDir)],
    ['proxy', () => checkProxy(env)],
  ]
  return Promise.all(checks.map(async ([name, check]) => ({ name, ...(await check()) })))
}

function checkToken({ target }: Config, env: Environment): Result {
  if (target.kind === 'service') return { state: 'passed', message: `${tokenVariable} is set` }
  if (target.kind === 'simulated' || env[tokenVariable])
    return { state: 'passed', message: 'not needed for a local run' }
  return isCi(env)
    ? {
        state: 'failed',
        message: `${tokenVariable} is not set, which a run in CI needs`,
        hint: `Set ${tokenVariable} and LOADERO_PROJECT_ID, or run with --local.`,
      }
    : { state: 'warning', message: `${tokenVariable} is not set, so runs are local` }
}

async function checkProject(
  target: Extract<RunTarget, { kind: 'service' }>,
  signal: AbortSignal,
): Promise<Result> {
  let client: LoaderoClient | undefined
  try {
    client = createServiceClient(target)
    const { name = '', language = 'unknown language', plan_limits: limits } = await client.project({ signal })
    const known = Object.entries(limits ?? {}).filter(
      ([key, value]) => key.startsWith('max_') && value !== undefined && value !== null,
    )
    const plan = known.map(([key, value]) => `${key} ${String(value)}`).join(', ')
    return {
      state: 'passed',
      message: `project ${target.projectId} '${name}' (${language}): the token has access${plan === '' ? '' : `; plan: ${plan}`}`,
    }
  } catch (error) {
    const { message, hint = 'Check the token, the project and --api-base.' } = asSessionError(error)
    return { state: 'failed', message, hint }
  } finally {
    await client?.close()
  }
}

/** A project of the configuration file that is not selected. The token never reaches the host of another API. */
async function checkOtherProject(
  { name, id, apiBase, problem }: ConfiguredProject,
  target: RunTarget,
  signal: AbortSignal,
): Promise<Result> {
  if (problem !== undefined) return { state: 'failed', message: problem }
  if (target.kind !== 'service' || target.apiBase !== apiBase)
    return { state: 'passed', message: `project ${id}: its settings are valid` }
  const { state, message } = await checkProject({ ...target, projectId: id }, signal)
  if (state === 'passed') return { state, message }
  const hint = `A token belongs to one project. Set the token of this project before you use --project ${name}.`
  return { state: 'warning', message: `its settings are valid, but not for this token: ${message}`, hint }
}

/** Results are placed in time by the service's clock and ours. */
const maxClockDriftSeconds = 30

async function checkClock(apiBase: string, signal: AbortSignal): Promise<Result> {
  try {
    const response = await fetch(apiBase, {
      method: 'HEAD',
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    })
    const serviceMs = Date.parse(response.headers.get('date') ?? '')
    if (Number.isNaN(serviceMs)) return { state: 'warning', message: 'the service sends no date' }
    const drift = Math.round((Date.now() - serviceMs) / 1_000)
    if (Math.abs(drift) <= maxClockDriftSeconds)
      return { state: 'passed', message: `differs by ${Math.abs(drift)} s from the service's` }
    return {
      state: 'warning',
      message: `differs by ${Math.abs(drift)} s from the service's: it is ${drift > 0 ? 'ahead' : 'behind'}`,
      hint: 'Synchronize the clock of this machine.',
    }
  } catch (error) {
    return { state: 'warning', message: `cannot be compared: ${errorMessage(error)}` }
  }
}

/** A run at Loadero does not need a browser here. */
async function checkBrowser(config: Config, env: Environment): Promise<Result> {
  const state = config.target.kind === 'local' ? 'failed' : 'warning'
  try {
    const grid = readGridOptions(config, [process.cwd(), config.root])
    const engine = await createLocalBrowserEngine(env, { ...config, ...grid }).create()
    const message = `${describeBrowsers(config)}: ${engine.resolveBrowser('chromeLatest')} starts, and its driver matches`
    await engine.close()
    return { state: 'passed', message }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { state, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) }
  }
}

const gigabyte = 1_000_000_000

function checkMemory(): Result {
  const free = freemem() / gigabyte
  const message = `${free.toFixed(1)} GB free`
  if (free >= 1) return { state: 'passed', message }
  return { state: 'warning', message, hint: 'A local participant in a video call needs about 1 GB.' }
}

async function checkDisk(directory: string): Promise<Result> {
  const { bavail, bsize } = await statfs(await existingParent(directory))
  const free = (bavail * bsize) / gigabyte
  const message = `${free.toFixed(1)} GB free`
  if (free >= 1) return { state: 'passed', message }
  const hint = 'Free some space, or choose another --output-dir.'
  return { state: free < 0.05 ? 'failed' : 'warning', message, hint }
}

async function checkOutputDir(directory: string): Promise<Result> {
  const parent = await existingParent(directory)
  try {
    if (!(await stat(parent)).isDirectory()) throw new Error(`${parent} is not a directory`)
    await access(parent, constants.W_OK)
    return { state: 'passed', message: `${directory} can be written` }
  } catch (error) {
    const hint = 'Choose another --output-dir, or change its permissions.'
    return { state: 'failed', message: `${directory} cannot be written: ${errorMessage(error)}`, hint }
  }
}

async function existingParent(path: string): Promise<string> {
  try {
    await stat(path)
    return path
  } catch {
    return dirname(path) === path ? path : existingParent(dirname(path))
  }
}

function checkProxy(env: Environment): Result {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy']
  const set = names.flatMap((name) => {
    const value = env[name]
    if (!value) return []
    return [`${name}=${URL.canParse(value) ? formatAddress(new URL(value)) : value.replace(/^.*@/, '***@')}`]
  })
  return { state: 'passed', message: set.length === 0 ? 'none' : set.join(', ') }
}
