import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { errorMessage } from '@loadero-test/core/internal'
import { type Exit, exitCodes } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { parseAssumptions, type RunningRecording, startServiceRecording } from '@loadero-test/server'
import { isLoopback, type ServeConfig } from '../config/serve-config.js'
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
  const { record, upstream, assume, host, port } = config
  const token = env[tokenVariable]
  let recorder: RunningRecording
  try {
    recorder = await startServiceRecording({
      upstream,
      directory: record,
      write,
      host,
      port,
      secrets: token === undefined ? [] : [token],
      ...(assume && { assumptions: parseAssumptions(assume) }),
    })
  } catch (error) {
    throw new UserError('usage', `Cannot record to ${record}: ${errorMessage(error)}`)
  }
  try {
    write(`loadero-test ${version}  recorder of ${upstream}\n`)
    write(
      [
        '',
        `  LOADERO_API_BASE=${recorder.url}/v2/`,
        '  LOADERO_PROJECT_ID=(a project of the service)',
        '  LOADERO_ACCESS_TOKEN=(a token of the service)',
        '',
        `Recording: ${record}`,
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
  if (!isLoopback(config.host)) {
    throw new UserError(
      'usage',
      `--record cannot be combined with --host ${config.host}`,
      'Clients send their tokens without encryption, so the recorder listens on this machine only.',
    )
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
