import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFileAtomic } from '@loadero-test/runner'
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
import { serveEngine } from '../target/serve-engine.js'
import { readInput } from '../target/serve-input.js'
import { type ServeConfig, serveTokenVariable } from '../options/serve-options.js'
import type { CommandContext } from '../terminal/command-context.js'

/** The local Loadero on a port, for any client, until a signal comes; answers the exit code. */
export async function serveCommand(
  config: ServeConfig,
  { env, write, signal, version }: Pick<CommandContext, 'env' | 'write' | 'signal' | 'version'>,
): Promise<number> {
  const inputs = await readInputs(config)
  requireTokens(config, inputs.projects)
  const { clock, engine, description } = await serveEngine(config, env)
  const app = await openApp(config, inputs, { clock, engine })
  let listening: ListeningServer | undefined
  try {
    listening = await open(config, app)
    write(`loadero-test ${version}  local Loadero: ${description}\n`)
    write(welcome(config, listening, inputs))
    if (!signal.aborted) await once(signal, 'abort')
    write('Stopping: runs are aborted.\n')
    return 0
  } finally {
    // Nobody is let in any more before runs end, so that what is dumped is what was last answered.
    await listening?.close()
    await app.stop()
    if (config.dump !== undefined)
      await writeFileAtomic(config.dump, `${JSON.stringify(await app.dump(), null, 2)}\n`)
    await app.close()
  }
}

interface Inputs {
  readonly projects: readonly ProjectOptions[]
  /** The token, where nobody gave one. */
  readonly madeUp: string | undefined
  readonly seed: Seed | undefined
  readonly faults: readonly Fault[] | undefined
}

async function readInputs(config: ServeConfig): Promise<Inputs> {
  const read = <T>(path: string | undefined, parse: (value: unknown) => T) =>
    path === undefined ? Promise.resolve(undefined) : readInput(path, parse)
  const [seed, faults, projects] = await Promise.all([
    read(config.seed, parseSeed),
    read(config.faults, parseFaults),
    read(config.projects, parseProjects),
  ])
  if (projects) return { seed, faults, projects, madeUp: undefined }
  const madeUp = config.token === undefined ? randomBytes(16).toString('hex') : undefined
  const [{ id, ...facts } = { id: config.project }, ...others] = seed?.projects ?? []
  if (others.length > 0) {
    throw new UserError('usage', 'the seed has several projects', 'Give each of them tokens in --projects.')
  }
  return {
    seed,
    faults,
    madeUp,
    projects: [{ ...facts, id, tokens: [{ token: config.token ?? madeUp ?? '' }] }],
  }
}

/** Beyond this machine, whoever knows the address could use it: then it takes tokens that somebody chose. */
function requireTokens({ host, token, projects: file }: ServeConfig, projects: readonly ProjectOptions[]) {
  if (/^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host)) return
  if (file === undefined ? token !== undefined : projects.every(({ tokens = [] }) => tokens.length > 0))
    return
  throw new UserError(
    'usage',
    `--host ${host} can be reached from other machines, and there is no token of its own`,
    `Set ${serveTokenVariable}, or give each project tokens in --projects.`,
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
    throw new UserError('usage', error instanceof Error ? error.message : String(error))
  }
}

async function open({ host, port, filesPort, advertise }: ServeConfig, app: App): Promise<ListeningServer> {
  try {
    return await listen({ app, host, port, filesPort, ...(advertise !== undefined && { advertise }) })
  } catch (error) {
    throw new UserError(
      'usage',
      `cannot listen at ${host}:${port}: ${error instanceof Error ? error.message : ''}`,
    )
  }
}

/** How to point a client at it; a token that somebody chose is never shown. */
function welcome(
  { control }: ServeConfig,
  { url, filesUrl }: ListeningServer,
  { projects, madeUp }: Inputs,
): string {
  return [
    '',
    `  LOADERO_API_BASE=${url}/v2/`,
    `  LOADERO_PROJECT_ID=${projects.map(({ id }) => id).join(' or ')}`,
    `  LOADERO_ACCESS_TOKEN=${madeUp ?? '(the one that you chose)'}`,
    '',
    `Logs and artifacts: ${filesUrl}`,
    ...(control ? [`Faults and dump:    ${url}/local/`] : []),
    'Ctrl-C stops it.',
    '',
  ].join('\n')
}
