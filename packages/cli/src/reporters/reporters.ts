import { join, relative } from 'node:path'
import { type Clock, systemClock } from '@loadero-test/core'
import {
  type ConsoleForm,
  consoleForms,
  consoleReporter,
  createReportRedactor,
  knownSecrets,
  allureReporter,
  chatReporter,
  type ChatService,
  ctrfReporter,
  githubReporter,
  type GithubOptions,
  openmetricsReporter,
  otlpReporter,
  plainLine,
  htmlReporter,
  jsonReporter,
  junitReporter,
  ndjsonReporter,
  type ReportRedactor,
  redactReporter,
  type Reporter,
  type Terminal,
} from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { rememberSecret } from '@loadero-test/runner/secrets'
import { formatIssue, schemaIssuesOf } from '@loadero-test/core/internal'
import { z } from 'zod'
import type { Config } from '../config/config.js'
import type { Environment } from '../options/environment.js'
import { rememberEnvironmentSecrets } from '../terminal/redact-environment.js'
import { readCiEnvironment } from '../config/ci-environment.js'
import { createSourcePath } from './workspace.js'
import { loadReporter } from './custom-reporter.js'
import { attachmentsBase } from './junit-attachments.js'
import type { ReporterName } from '../options/output-rows.js'
import type { ReporterChoice } from '../config/reporter-choice.js'

/** What reporters work with in addition to their options. */
export interface ReporterContext {
  readonly terminal: Terminal
  /** Writes to the standard output, which has nothing else then. */
  readonly writeData: (text: string) => void
  /** The clock of the session, which may be simulated. */
  readonly clock: Pick<Clock, 'now'>
  readonly colors: boolean
  readonly cwd: string
  readonly env: Environment
  /** Redacts secrets before a reporter gets them. */
  readonly redactor: ReportRedactor
  /** The module that a custom reporter imports as `loadero-test`. */
  readonly specModule: string
}

type Settings = Pick<Config, 'reporter' | 'outputDir' | 'root' | 'junitCases' | 'agent'>
type Context = ReporterContext & Settings
type ReporterFactory = (choice: ReporterChoice, context: Context) => Reporter

/** Checks the options of a built-in reporter before it is created. */
function createFactory<Shape extends z.ZodRawShape>(
  shape: Shape,
  create: (options: z.output<z.ZodObject<Shape>>, context: Context) => Reporter,
): ReporterFactory {
  return ({ name, options, source }, context) => {
    const schema = z.strictObject(shape)
    const parsed = schema.safeParse(options)
    if (parsed.success) return create(parsed.data, context)
    const problems = schemaIssuesOf(parsed.error.issues, schema, options).map(formatIssue)
    const none = Object.keys(shape).length === 0 ? '; this reporter has no options' : ''
    throw new UserError('config', `${source}: reporter ${name}: ${problems.join('; ')}${none}`)
  }
}

/** The console reporters differ in how they show progress. */
function createConsoleFactory(form: ConsoleForm): ReporterFactory {
  return createFactory({}, (_options, { terminal, clock, colors, cwd, agent }) =>
    consoleReporter({ form, terminal, colors, cwd, clock, timer: systemClock, isForAgent: agent }),
  )
}

/** Says that a message or numbers could not be sent. The tests have nothing to do with it. */
function createWarning({ terminal, redactor }: Context): (message: string) => void {
  return (message) => terminal.write(redactor.text(`Warning       ${plainLine(message)}\n`))
}

/** The address is a secret, so it is better in a variable than in the configuration file. */
function createChatFactory(service: ChatService): ReporterFactory {
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
      stateFile: join(context.outputDir, `${service}-state.json`),
      warn: createWarning(context),
    })
  })
}

/** The pull request of the job; undefined in a job of another kind. */
function commentTarget(comment: string | true, { env }: Pick<Context, 'env'>): GithubOptions['comment'] {
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

const htmlFileName = 'report.html'

const outputFileSchema = z.string().min(1).optional()
/** As an output file, the standard output of the command. */
const standardOutput = '-'

/** The built-in reporters with their options and default output files. */
const builtInReporters = {
  console: createConsoleFactory('console'),
  dot: createConsoleFactory('dot'),
  list: createConsoleFactory('list'),
  verbose: createConsoleFactory('verbose'),
  quiet: createConsoleFactory('quiet'),
  junit: createFactory(
    {
      outputFile: outputFileSchema,
      cases: z.enum(['test', 'check', 'participant']).optional(),
      profile: z.enum(['portable', 'strict']).optional(),
      attachments: z.enum(['report', 'project', 'absolute']).optional(),
      maxBytes: z.int().min(10_000).optional(),
    },
    (options, { outputDir, junitCases, env, cwd, root }) =>
      junitReporter({
        outputFile: options.outputFile ?? join(outputDir, 'junit.xml'),
        cases: junitCases ?? options.cases,
        profile: options.profile,
        attachments: attachmentsBase(options.attachments, env, cwd),
        sourcePath: createSourcePath(env, root),
        maxBytes: options.maxBytes,
      }),
  ),
  json: createFactory({ outputFile: outputFileSchema }, (options, { outputDir, cwd, writeData }) =>
    options.outputFile === standardOutput
      ? jsonReporter({ write: writeData, directory: cwd })
      : jsonReporter({ outputFile: options.outputFile ?? join(outputDir, 'report.json') }),
  ),
  ndjson: createFactory({ outputFile: outputFileSchema }, (options, { outputDir }) =>
    ndjsonReporter({ outputFile: options.outputFile ?? join(outputDir, 'events.ndjson') }),
  ),
  github: createFactory(
    { comment: z.union([z.boolean(), z.string().min(1)]).optional() },
    ({ comment }, context) => {
      const { reporter, outputDir, cwd, env, root, terminal } = context
      const html = reporter.find(({ name }) => name === 'html')
      const { outputFile } = (html?.options ?? {}) as { readonly outputFile?: string }
      return githubReporter({
        write: (text) => terminal.write(text),
        summaryFile: env['GITHUB_STEP_SUMMARY'] || undefined,
        // For summaries that have to be truncated.
        fullReport: html && relative(cwd, outputFile ?? join(outputDir, htmlFileName)),
        sourcePath: createSourcePath(env, root),
        ...(comment && { comment: commentTarget(comment, context) }),
      })
    },
  ),
  html: createFactory({ outputFile: outputFileSchema }, (options, { outputDir }) =>
    htmlReporter({ outputFile: options.outputFile ?? join(outputDir, htmlFileName) }),
  ),
  ctrf: createFactory({ outputFile: outputFileSchema }, (options, { outputDir, env, root }) =>
    ctrfReporter({
      outputFile: options.outputFile ?? join(outputDir, 'ctrf-report.json'),
      sourcePath: createSourcePath(env, root),
    }),
  ),
  allure: createFactory({ outputFile: outputFileSchema }, (options, { outputDir, env, root }) =>
    allureReporter({
      outputFile: options.outputFile ?? join(outputDir, 'allure-results'),
      sourcePath: createSourcePath(env, root),
    }),
  ),
  openmetrics: createFactory({ outputFile: outputFileSchema }, (options, { outputDir }) =>
    openmetricsReporter({ outputFile: options.outputFile ?? join(outputDir, 'metrics.prom') }),
  ),
  otlp: createFactory({ url: z.url({ protocol: /^https?$/ }).optional() }, ({ url }, context) =>
    otlpReporter({ url, warn: createWarning(context) }),
  ),
  slack: createChatFactory('slack'),
  teams: createChatFactory('teams'),
  webhook: createChatFactory('webhook'),
} satisfies Record<ReporterName, ReporterFactory>

/** Redacts the token and the values that specs mark with `secret()`. */
export function createSessionRedactor(env: Environment): ReportRedactor {
  rememberEnvironmentSecrets(env)
  return createReportRedactor(knownSecrets)
}

/**
 * Creates the built-in and custom reporters of the settings.
 * @throws UserError for an unknown reporter or option, and for two reporters that write to one file or the terminal
 */
export async function makeReporters(
  settings: Settings,
  context: ReporterContext,
): Promise<readonly Reporter[]> {
  const reporters = await Promise.all(
    settings.reporter.map(async (choice) =>
      isBuiltIn(choice.name)
        ? builtInReporters[choice.name](choice, { ...context, ...settings })
        : loadReporter(choice, {
            root: settings.root,
            specModule: context.specModule,
            write: (text) => context.terminal.write(text),
          }),
    ),
  )
  const misdirected = settings.reporter.find(
    ({ name, options }) => options['outputFile'] === standardOutput && name !== 'json',
  )
  if (misdirected) {
    const hint = 'Only json does: json=-'
    throw new UserError('config', `Reporter ${misdirected.name} does not write to the standard output`, hint)
  }
  const files = reporters.flatMap(({ outputFile: file }) => file ?? [])
  const duplicate = files.find((file, index) => files.indexOf(file) !== index)
  if (duplicate !== undefined) throw new UserError('config', `Two reporters write to ${duplicate}`)
  const [first, second] = settings.reporter
    .map(({ name }) => name)
    .filter((name) => consoleForms.includes(name))
  if (first !== undefined && second !== undefined) {
    throw new UserError(
      'config',
      `Reporters ${first} and ${second} both write to the terminal`,
      'Choose one.',
    )
  }
  return reporters.map((reporter) => redactReporter(reporter, context.redactor))
}

function isBuiltIn(name: string): name is ReporterName {
  return Object.hasOwn(builtInReporters, name)
}
