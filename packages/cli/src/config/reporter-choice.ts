import { isAbsolute, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { UserError } from '@loadero-test/runner/errors'

/** Those that come with the command; what each takes and writes stands in `reporters.ts`. */
export const reporterNames = [
  'console',
  'dot',
  'list',
  'verbose',
  'quiet',
  'junit',
  'json',
  'ndjson',
  'github',
  'html',
] as const
export type ReporterName = (typeof reporterNames)[number]

type ReporterOptions = Readonly<Record<string, unknown>>

/** A reporter that is wanted, as it was asked for. */
export interface ReporterChoice {
  /** One of ours, a package, or the absolute path of a file. */
  readonly name: string
  /** Checked by the reporter itself; an `outputFile` is absolute. */
  readonly options: ReporterOptions
  /** The flag, variable or key that asked for it. */
  readonly source: string
}

/** How reporters are asked for: `console,junit=out/junit.xml`, or a list of names, each alone or with its options. */
export type ReporterRequests = string | readonly (string | readonly [name: string, options: ReporterOptions])[]

export interface ReporterSource {
  readonly source: string
  readonly wishes: ReporterRequests | undefined
  /** What its paths are relative to. */
  readonly directory: string
}

/**
 * The reporters of a session. One that is chosen keeps the options that later sources give it, so that a flag can take
 * one of the configured reporters as it is.
 * @param sources the first that says something counts
 * @param added comes on top of that
 * @throws UserError for a name or a file that is left out
 */
export function chooseReporters(
  sources: readonly ReporterSource[],
  added: ReporterSource,
): readonly ReporterChoice[] {
  const lists = sources.map(choicesOf).filter((list) => list !== undefined)
  const [wanted = [], ...later] = lists
  const all = [
    ...wanted.map((choice) => withOptionsOf(choice, later.flat())),
    ...(choicesOf(added) ?? []).map((choice) => withOptionsOf(choice, lists.flat())),
  ]
  return all.filter((choice, index) => all.findIndex((other) => isSame(choice, other)) === index)
}

function withOptionsOf(choice: ReporterChoice, known: readonly ReporterChoice[]): ReporterChoice {
  return {
    ...choice,
    options: { ...known.find(({ name }) => name === choice.name)?.options, ...choice.options },
  }
}

function isSame(a: ReporterChoice, b: ReporterChoice): boolean {
  return a.name === b.name && isDeepStrictEqual(a.options, b.options)
}

function choicesOf({ source, wishes, directory }: ReporterSource): readonly ReporterChoice[] | undefined {
  if (wishes === undefined || wishes === '') return undefined
  const pairs =
    typeof wishes === 'string'
      ? parseNames(wishes, source)
      : wishes.map((wish) => (typeof wish === 'string' ? ([wish, {}] as const) : wish))
  return pairs.map(([name, { outputFile, ...options }]) => ({
    name: isPath(name) ? resolve(directory, name) : name,
    options: {
      ...options,
      ...(outputFile !== undefined && {
        outputFile: typeof outputFile === 'string' ? resolve(directory, outputFile) : outputFile,
      }),
    },
    source,
  }))
}

/** Whether a reporter is named by its file, not by its package. */
export function isPath(name: string): boolean {
  return /^\.{1,2}[/\\]/.test(name) || isAbsolute(name)
}

function parseNames(text: string, source: string) {
  return text.split(',').map((part): readonly [string, ReporterOptions] => {
    const [, name = '', outputFile] = /^([^=]*)(?:=(.*))?$/s.exec(part.trim()) ?? []
    if (name !== '' && outputFile !== '') return [name, outputFile === undefined ? {} : { outputFile }]
    const hint = `Name them, with files after '=': ${reporterNames.join(',')} or junit=out/junit.xml.`
    throw new UserError('usage', `${source} leaves out a name or a file: '${text}'`, hint)
  })
}
