import { resolve } from 'node:path'
import { ApiError, InvalidInputError, RequestError } from '@loadero-test/core'
import { type Exit, exitCodes } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import type { Config } from '../config/config.js'
import { commands } from '../options/commands.js'
import { createSessionRedactor } from '../reporters/reporters.js'
import { createServiceClient } from '../target/create-client.js'
import { exitOfError } from '../target/exit-of-error.js'
import { readJsonFile } from '../target/read-json-file.js'
import type { CommandContext } from '../terminal/command-context.js'

/** Sends one request with the token, the rate limit and the retries of all others, and prints the answer as JSON. */
export async function apiCommand(
  [method = '', path = '']: readonly string[],
  config: Config,
  { cwd, env, writeData, signal }: Pick<CommandContext, 'cwd' | 'env' | 'writeData' | 'signal'>,
): Promise<Exit> {
  const { target } = config
  const methods = commands.api.completes
  const known = methods.find((one) => one === method.toUpperCase())
  if (!known)
    throw new UserError('usage', `'${method}' is not a method`, `Use one of: ${methods.join(', ')}.`)
  if (target.kind !== 'service') throw new UserError('usage', '"api" needs a project at Loadero')
  const body =
    config.body === undefined
      ? undefined
      : await readJsonFile(resolve(cwd, config.body), '--body', (value) => value)
  const client = createServiceClient(target, { rateLimit: config.requestsPerSecond })
  try {
    const answer = await client.request({ method: known, path, query: config.query, body, signal })
    // The token may be in an answer.
    if (answer !== undefined)
      writeData(`${createSessionRedactor(env).text(JSON.stringify(answer, undefined, 2))}\n`)
    return { code: exitCodes.passed, reason: 'answered' }
  } catch (error) {
    if (error instanceof InvalidInputError) throw new UserError('usage', error.message)
    if (!(error instanceof RequestError)) throw error
    const exit = exitOfError(error)
    const isFinal = error instanceof ApiError && error.status >= 400 && error.status < 500
    return exit.code === exitCodes.errored && isFinal ? { ...exit, code: exitCodes.failed } : exit
  } finally {
    await client.close()
  }
}
