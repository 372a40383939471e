import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { errorMessage, writeFileAtomic } from '@loadero-test/core/internal'
import { type Exit, exitCodes } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import {
  type App,
  type AppOptions,
  createApp,
  type Fault,
  listen,
  type ListeningServer,
  openData,
  parseAssumptions,
  parseFaults,
  parseProjects,
  parseSeed,
  type ProjectOptions,
  type Seed,
} from '@loadero-test/server'
import { openServeEngine } from '../target/serve-engine.js'
import { readJsonFile } from '../target/read-json-file.js'
import { isLoopback, type ServeConfig } from '../config/serve-config.js'
import { serveTokenVariable } from '../options/options.js'
import type { CommandContext } from '../terminal/command-context.js'
import { findSeedFile, recordService } from '../target/record-service.js'

/** Serves the local Loadero on a port until a signal comes. */
export async function serveCommand(
  config: ServeConfig,
  context: Pick<CommandContext, 'env' | 'write' | 'signal' | 'version'>,
): Promise<Exit> {
  const { record } = config
  if (record !== undefined) return recordService({ ...config, record }, context)
  const { env, write, signal, version } = context
  const inputs = await readInputs(config)
  requireTokens(config, inputs.projects)
  const { clock, engine, description } = await openServeEngine(config, env)
  const app = await openApp(config, inputs, { clock, engine })
  let listening: ListeningServer | undefined
  try {
    const { host, port, filesPort, advertise } = config
    listening = await listen({
      app,
      host,
      port,
      filesPort,
      ...(advertise !== undefined && { advertise }),
    }).catch((error: unknown) => {
      throw new UserError('usage', `Cannot listen on ${host}:${port}: ${errorMessage(error)}`)
    })
    write(`loadero-test ${version}  local Loadero: ${description}\n`)
    write(formatWelcome(config, listening, inputs))
    if (!signal.aborted) await once(signal, 'abort')
    write('Stopping. Active runs are aborted.\n')
    return { code: exitCodes.passed, reason: 'stopped' }
  } finally {
    // No request is accepted after this, so the dump matches the last response.
    await listening?.close()
    await app.stop()
    if (config.dump !== undefined)
      await writeFileAtomic(config.dump, `${JSON.stringify(await app.dump(), null, 2)}\n`)
    await app.close()
  }
}

interface Inputs {
  readonly projects: readonly ProjectOptions[]
  /** A random token, when none is configured. */
  readonly randomToken: string | undefined
  readonly seed: Seed | undefined
  readonly faults: readonly Fault[] | undefined
}

async function readInputs(config: ServeConfig): Promise<Inputs> {
  const read = <T>(path: string | undefined, flag: string, parse: (value: unknown) => T) =>
    path === undefined ? Promise.resolve(undefined) : readJsonFile(path, flag, parse)
  const [seed, faults, projects] = await Promise.all([
    read(config.seed && (await findSeedFile(config.seed)), '--seed', parseSeed),
    read(config.faults, '--faults', parseFaults),
    read(config.projects, '--projects', parseProjects),
  ])
  if (projects) return { seed, faults, projects, randomToken: undefined }
  const randomToken = config.token === undefined ? randomBytes(16).toString('hex') : undefined
  const [{ id, ...project } = { id: config.project }, ...others] = seed?.projects ?? []
  if (others.length > 0) {
    throw new UserError(
      'usage',
      'The seed has several projects',
      'Set the tokens of each project in --projects.',
    )
  }
  return {
    seed,
    faults,
    randomToken,
    projects: [{ ...project, id, tokens: [{ token: config.token ?? randomToken ?? '' }] }],
  }
}

/** A server that other machines can reach needs configured tokens. */
function requireTokens({ host, token, projects: file }: ServeConfig, projects: readonly ProjectOptions[]) {
  if (isLoopback(host)) return
  if (file === undefined ? token !== undefined : projects.every(({ tokens = [] }) => tokens.length > 0))
    return
  throw new UserError(
    'usage',
    `--host ${host} can be reached from other machines and needs a token`,
    `Set ${serveTokenVariable}, or set the tokens of each project in --projects.`,
  )
}

async function openApp(
  { data, capacity, assume, control, maxBody }: ServeConfig,
  { projects, seed, faults }: Inputs,
  parts: Required<Pick<AppOptions, 'engine' | 'clock'>>,
): Promise<App> {
  try {
    return createApp({
      ...parts,
      projects,
      control,
      maxBodyBytes: maxBody,
      ...(capacity && { capacity }),
      ...(assume && { assumptions: parseAssumptions(assume) }),
      ...(faults && { faults }),
      ...(seed && { seed }),
      ...(data !== undefined && { data: await openData(data) }),
    })
  } catch (error) {
    await parts.engine.close()
    throw new UserError('usage', errorMessage(error))
  }
}

/** Explains how to connect a client; a configured token is not printed. */
function formatWelcome(
  { control }: ServeConfig,
  { url, filesUrl }: ListeningServer,
  { projects, randomToken }: Inputs,
): string {
  return [
    '',
    `  LOADERO_API_BASE=${url}/v2/`,
    `  LOADERO_PROJECT_ID=${projects.map(({ id }) => id).join(' or ')}`,
    `  LOADERO_ACCESS_TOKEN=${randomToken ?? '(your token)'}`,
    '',
    `Logs and artifacts: ${filesUrl}`,
    ...(control ? [`Faults and dump:    ${url}/local/`] : []),
    'Press Ctrl-C to stop.',
    '',
  ].join('\n')
}
