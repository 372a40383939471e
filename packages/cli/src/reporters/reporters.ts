import { join, relative } from 'node:path'
import { systemClock } from '@loadero-test/core'
import {
  type ConsoleForm,
  consoleForms,
  consoleReporter,
  createReportRedactor,
  knownSecrets,
  allureReporter,
  ctrfReporter,
  githubReporter,
  openmetricsReporter,
  otlpReporter,
  htmlReporter,
  jsonReporter,
  junitReporter,
  ndjsonReporter,
  type ReportRedactor,
  redactReporter,
  type Reporter,
} from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { z } from 'zod'
import type { Environment } from '../options/environment.js'
import { rememberEnvironmentSecrets } from '../terminal/redact-environment.js'
import { createSourcePath } from './workspace.js'
import { commentTarget, createChatFactory, createWarning } from './network-reporters.js'
import {
  createFactory,
  type ReporterContext,
  type ReporterFactory,
  type ReporterSettings,
} from './reporter-factory.js'
import { loadReporter } from './custom-reporter.js'
import { attachmentsBase } from './junit-attachments.js'
import { type ReporterName, reporterNames } from '../options/output-rows.js'

/** The console reporters differ in how they show progress. */
function createConsoleFactory(form: ConsoleForm): ReporterFactory {
  return createFactory({}, (_options, { terminal, clock, colors, cwd, agent }) =>
    consoleReporter({ form, terminal, colors, cwd, clock, timer: systemClock, isForAgent: agent }),
  )
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
  html: createFactory({ outputFile: outputFileSchema }, (options, { outputDir, root }) =>
    htmlReporter({ outputFile: options.outputFile ?? join(outputDir, htmlFileName), root }),
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
  settings: ReporterSettings,
  context: ReporterContext,
): Promise<readonly Reporter[]> {
  const reporters = await Promise.all(
    settings.reporter.map(async (choice) => {
      const builtIn = reporterNames.find((name) => name === choice.name)
      return builtIn
        ? builtInReporters[builtIn](choice, { ...context, ...settings })
        : loadReporter(choice, {
            root: settings.root,
            specModule: context.specModule,
            write: (text) => context.terminal.write(text),
          })
    }),
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
