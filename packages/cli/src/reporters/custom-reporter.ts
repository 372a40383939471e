import { errorMessage, suggestionFor } from '@loadero-test/core/internal'
import { basename, join } from 'node:path'
import { loadReporterModule, type RemoteReporter, type Reporter, reporterEvents } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { isPath, type ReporterChoice } from '../config/reporter-choice.js'
import { reporterNames } from '../options/output-rows.js'

export interface ReporterLoadOptions {
  /** Packages are resolved from here. */
  readonly root: string
  /** The module that the reporter imports as `loadero-test`. */
  readonly specModule: string
  /** Receives what the reporter writes to the standard output. */
  readonly write: (text: string) => void
}

/** For loading, and for each event. The emitter has its own limit for events. */
const timeoutMs = 30_000

/**
 * Loads a reporter from a file or a package. Its default export is a reporter, or a class or function that creates one
 * from its options. It runs in a thread of its own, and gets copies of the results.
 * @throws UserError with the file and the problem
 */
export async function loadReporter(choice: ReporterChoice, loading: ReporterLoadOptions): Promise<Reporter> {
  const reporter = await loadRemote(choice, loading)
  if (reporter.problem === 'not-an-object') {
    throw reporterError(
      choice,
      'the default export must be a reporter, or a class or function that creates one',
    )
  }
  const events = reporterEvents.filter((event) => reporter.methods.includes(event))
  if (events.length === 0)
    throw reporterError(choice, `it must have at least one of ${reporterEvents.join(', ')}`)
  const { name = basename(choice.name), outputFile, call } = reporter
  return {
    name,
    ...(outputFile !== undefined && { outputFile }),
    ...Object.fromEntries(events.map((event) => [event, (...args: readonly unknown[]) => call(event, args)])),
  }
}

async function loadRemote(
  choice: ReporterChoice,
  { root, specModule, write }: ReporterLoadOptions,
): Promise<RemoteReporter> {
  const { name, source, options } = choice
  try {
    return await loadReporterModule({
      name,
      from: join(root, 'package.json'),
      options,
      alias: { 'loadero-test': specModule },
      timeoutMs,
      root,
      onOutput: (text, stream) => {
        if (stream === 'stdout') write(text)
        else process.stderr.write(text)
      },
    })
  } catch (error) {
    const message = errorMessage(error)
    if (isPath(name) || !/^Cannot find (?:module|package) /.test(message) || !message.includes(`'${name}'`)) {
      throw reporterError(choice, `it cannot be loaded: ${message}`)
    }
    throw new UserError(
      'usage',
      `${source}: unknown reporter '${name}'`,
      `${suggestionFor(name, reporterNames)} Use ${reporterNames.join(', ')}, a file such as ./${basename(name)}.ts, or an installed package.`,
    )
  }
}

function reporterError({ name, source }: ReporterChoice, problem: string): UserError {
  return new UserError('config', `${source}: reporter ${name}: ${problem}`)
}
