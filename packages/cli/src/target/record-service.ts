import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { errorMessage } from '@loadero-test/core/internal'
import { type Exit, exitCodes } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { parseAssumptions, startServiceRecording } from '@loadero-test/server'
import type { ServeConfig } from '../config/serve-config.js'
import { options, tokenVariable } from '../options/options.js'
import type { CommandContext } from '../terminal/command-context.js'

/** Options of the local Loadero, which a recorder of a service does not start. */
const localOptions = [
  'projects',
  'engine',
  'simulate',
  'browserPath',
  'mailPort',
  'data',
  'seed',
  'dump',
  'faults',
  'capacity',
] as const satisfies readonly (keyof ServeConfig)[]

/** Records what clients do at a service until a signal comes; returns the exit code. */
export async function recordService(
  config: ServeConfig & { readonly record: string },
  { env, write, signal, version }: Pick<CommandContext, 'env' | 'write' | 'signal' | 'version'>,
): Promise<Exit> {
  checkOptions(config)
  const token = env[tokenVariable]
  const recorder = await start(config, write, token === undefined ? [] : [token])
  try {
    write(`loadero-test ${version}  recorder of ${config.upstream}\n`)
    write(
      [
        '',
        `  LOADERO_API_BASE=${recorder.url}/v2/`,
        '  LOADERO_PROJECT_ID=(a project of the service)',
        '  LOADERO_ACCESS_TOKEN=(a token of the service)',
        '',
        `Recording: ${config.record}`,
        'Press Ctrl-C to stop.',
        '',
      ].join('\n'),
    )
    if (!signal.aborted) await once(signal, 'abort')
    return { code: exitCodes.passed, reason: 'stopped' }
  } finally {
    await recorder.close()
  }
}

/** @throws UserError for an option that has no effect with `--record`, and for a host that other machines reach */
function checkOptions(config: ServeConfig): void {
  const unused: readonly string[] = [
    ...localOptions.filter((key) => config[key] !== undefined).map((key) => options[key].flag),
    ...(config.control ? [options.control.flag] : []),
  ]
  if (unused.length > 0) {
    throw new UserError(
      'usage',
      `--record cannot be combined with ${unused.map((flag) => flag.split(' ', 1)[0]).join(', ')}`,
      'A recorder forwards all requests to the service.',
    )
  }
  if (!/^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(config.host)) {
    throw new UserError(
      'usage',
      `--record cannot be combined with --host ${config.host}`,
      'Clients send their tokens without encryption, so the recorder listens on this machine only.',
    )
  }
}

async function start(
  { record, upstream, assume, host, port }: ServeConfig & { readonly record: string },
  write: (text: string) => void,
  secrets: readonly string[],
) {
  try {
    const assumptions = assume && { assumptions: parseAssumptions(assume) }
    return await startServiceRecording({
      upstream,
      directory: record,
      write,
      host,
      port,
      secrets,
      ...assumptions,
    })
  } catch (error) {
    throw new UserError('usage', `Cannot record to ${record}: ${errorMessage(error)}`)
  }
}

/** The seed in the directory of a recording, or the path itself. */
export async function findSeedFile(path: string): Promise<string> {
  const isDirectory = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
  return isDirectory ? join(path, 'seed.json') : path
}
