import { join } from 'node:path'
import { chatReporter, type ChatService, type GithubOptions, plainLine } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { rememberSecret } from '@loadero-test/runner/secrets'
import { z } from 'zod'
import { readCiEnvironment } from '../config/ci-environment.js'
import { createFactory, type FactoryContext, type ReporterFactory } from './reporter-factory.js'

/** Says that a message or numbers could not be sent. The tests have nothing to do with it. */
export function createWarning({ terminal, redactor }: FactoryContext): (message: string) => void {
  return (message) => terminal.write(redactor.text(`Warning       ${plainLine(message)}\n`))
}

/** The address is a secret, so it is better in a variable than in the configuration file. */
export function createChatFactory(service: ChatService): ReporterFactory {
  const shape = {
    url: z.url({ protocol: /^https?$/ }).optional(),
    on: z.enum(['failure', 'change', 'always']).optional(),
  }
  return createFactory(shape, ({ url, on }, context) => {
    const variable = `LOADERO_${service.toUpperCase()}_URL`
    const address = url ?? context.env[variable]
    if (!address || !URL.canParse(address)) {
      throw new UserError(
        'config',
        `Reporter ${service} has no address`,
        `Set ${variable} to the address of the webhook.`,
      )
    }
    rememberSecret(address)
    return chatReporter({
      service,
      url: address,
      on,
      stateFile: join(context.outputDir, 'cache', `${service}-state.json`),
      warn: createWarning(context),
    })
  })
}

/** The pull request of the job; undefined in a job of another kind. */
export function commentTarget(
  comment: string | true,
  { env }: Pick<FactoryContext, 'env'>,
): GithubOptions['comment'] {
  const { pullRequest } = readCiEnvironment(env)
  const repository = env['GITHUB_REPOSITORY']
  if (pullRequest === undefined || !repository) return undefined
  const token = env['GITHUB_TOKEN']
  if (!token) {
    throw new UserError(
      'config',
      'Reporter github has no token for the comment on the pull request',
      'Pass it to the step as GITHUB_TOKEN, with the permission pull-requests: write.',
    )
  }
  return {
    apiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
    repository,
    pullRequest,
    token,
    key: comment === true ? [env['GITHUB_WORKFLOW'], env['GITHUB_JOB']].filter(Boolean).join('-') : comment,
  }
}
