import type { Clock } from '@loadero-test/core'
import { formatIssue, schemaIssuesOf } from '@loadero-test/core/internal/schemas'
import type { ReportRedactor, Reporter, Terminal } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { z } from 'zod'
import type { Config } from '../config/config.js'
import type { ReporterChoice } from '../config/reporter-choice.js'
import type { Environment } from '../options/environment.js'

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

export type ReporterSettings = Pick<Config, 'reporter' | 'outputDir' | 'root' | 'junitCases' | 'agent'>
export type FactoryContext = ReporterContext & ReporterSettings
export type ReporterFactory = (choice: ReporterChoice, context: FactoryContext) => Reporter

/** Checks the options of a built-in reporter before it is created. */
export function createFactory<Shape extends z.ZodRawShape>(
  shape: Shape,
  create: (options: z.output<z.ZodObject<Shape>>, context: FactoryContext) => Reporter,
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
