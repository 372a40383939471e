import { join, relative } from 'node:path'
import { type Clock, systemClock } from '@loadero-test/core'
import {
  type ConsoleForm,
  consoleForms,
  consoleReporter,
  createReportRedactor,
  knownSecrets,
  githubReporter,
  htmlReporter,
  jsonReporter,
  junitReporter,
  ndjsonReporter,
  type ReportRedactor,
  redactReporter,
  nearest,
  type Reporter,
  type Terminal,
} from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { z } from 'zod'
import type { Config, Environment } from '../config/config.js'
import { loadReporter } from './custom-reporter.js'
import { attachmentsBase } from './junit-attachments.js'
import { tokenVariable } from '../options/options.js'
import type { ReporterChoice, ReporterName } from '../config/reporter-choice.js'

/** What reporters have of the world. */
export interface ReporterContext {
  readonly terminal: Terminal
  /** The session's, which may be simulated. */
  readonly clock: Pick<Clock, 'now'>
  readonly colors: boolean
  readonly cwd: string
  readonly env: Environment
  /** Hides secrets from every reporter. */
  readonly mask: ReportRedactor
  /** What `loadero-test` is for a custom reporter. */
  readonly specModule: string
}

type Settings = Pick<Config, 'reporter' | 'outputDir' | 'root' | 'junitCases'>
type Context = ReporterContext & Settings
type Make = (choice: ReporterChoice, context: Context) => Reporter

/** Which options a reporter takes, and how it is made of them. */
function row<Shape extends z.ZodRawShape>(
  shape: Shape,
  make: (options: z.output<z.ZodObject<Shape>>, context: Context) => Reporter,
): Make {
  return ({ name, options, source }, context) => {
    const parsed = z.strictObject(shape).safeParse(options)
    if (parsed.success) return make(parsed.data, context)
    throw new UserError('config', `${source}: reporter ${name}: ${wordsOf(parsed.error, Object.keys(shape))}`)
  }
}

/** They differ in how they tell what happens meanwhile. */
function forPeople(form: ConsoleForm): Make {
  return row({}, (_options, { terminal, clock, colors, cwd }) =>
    consoleReporter({ form, terminal, colors, cwd, clock, timer: systemClock }),
  )
}

const page = 'report.html'

/** Where the HTML report will be, for summaries that have no room for everything; undefined when none is wanted. */
function pageOf({ reporter, outputDir, cwd }: Context): string | undefined {
  const html = reporter.find(({ name }) => name === 'html')
  const { outputFile: elsewhere } = (html?.options ?? {}) as { readonly outputFile?: string }
  return html && relative(cwd, elsewhere ?? join(outputDir, page))
}

const outputFile = z.string().min(1).optional()

/** Every reporter that comes with the command: its options, and what it writes when nothing else is said. */
const table = {
  console: forPeople('console'),
  dot: forPeople('dot'),
  list: forPeople('list'),
  verbose: forPeople('verbose'),
  quiet: forPeople('quiet'),
  junit: row(
    {
      outputFile,
      cases: z.enum(['test', 'check', 'participant']).optional(),
      profile: z.enum(['portable', 'strict']).optional(),
      attachments: z.enum(['report', 'project', 'absolute']).optional(),
    },
    (options, { outputDir, junitCases, env, cwd }) =>
      junitReporter({
        outputFile: options.outputFile ?? join(outputDir, 'junit.xml'),
        cases: junitCases ?? options.cases,
        profile: options.profile,
        attachments: attachmentsBase(options.attachments, env, cwd),
      }),
  ),
  json: row({ outputFile }, (options, { outputDir }) =>
    jsonReporter({ outputFile: options.outputFile ?? join(outputDir, 'report.json') }),
  ),
  ndjson: row({ outputFile }, (options, { outputDir }) =>
    ndjsonReporter({ outputFile: options.outputFile ?? join(outputDir, 'events.ndjson') }),
  ),
  github: row({}, (_options, context) =>
    githubReporter({
      write: (text) => context.terminal.write(text),
      summaryFile: context.env['GITHUB_STEP_SUMMARY'] || undefined,
      fullReport: pageOf(context),
    }),
  ),
  html: row({ outputFile }, (options, { outputDir }) =>
    htmlReporter({ outputFile: options.outputFile ?? join(outputDir, page) }),
  ),
} satisfies Record<ReporterName, Make>

/** Hides the token, and what specs mark as `secret()`. */
export function createSessionRedactor(env: Environment): ReportRedactor {
  return createReportRedactor(() => [env[tokenVariable] ?? '', ...knownSecrets()])
}

/**
 * Makes the reporters that the settings choose, ours and others.
 * @throws UserError for an option or a reporter that there is not, and when two would write one file or to the terminal
 */
export async function makeReporters(
  settings: Settings,
  context: ReporterContext,
): Promise<readonly Reporter[]> {
  const made = await Promise.all(
    settings.reporter.map(async (choice) =>
      isOurs(choice.name)
        ? table[choice.name](choice, { ...context, ...settings })
        : loadReporter(choice, { root: settings.root, specModule: context.specModule }),
    ),
  )
  const files = made.flatMap(({ outputFile: file }) => file ?? [])
  const twice = files.find((file, index) => files.indexOf(file) !== index)
  if (twice !== undefined) throw new UserError('config', `two reporters write ${twice}`)
  const [one, another] = settings.reporter
    .map(({ name }) => name)
    .filter((name) => consoleForms.includes(name))
  if (one !== undefined && another !== undefined) {
    const hint = 'Choose one of them.'
    throw new UserError('config', `${one} and ${another} both tell people on the terminal`, hint)
  }
  return made.map((reporter) => redactReporter(reporter, context.mask))
}

function isOurs(name: string): name is ReporterName {
  return Object.hasOwn(table, name)
}

function wordsOf({ issues }: z.ZodError, known: readonly string[]): string {
  return issues
    .map((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownOption(key, known)).join('; ')
        : `${z.core.toDotPath(issue.path)}: ${issue.message}`,
    )
    .join('; ')
}

function unknownOption(key: string, known: readonly string[]): string {
  return known.length === 0
    ? `it takes no options, and so no '${key}'`
    : `unknown option '${key}'; did you mean ${nearest(key, known)}?`
}
