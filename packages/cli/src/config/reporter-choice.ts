import { isAbsolute, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { UserError } from '@loadero-test/runner/errors'
import { reporterNames } from '../options/output-rows.js'

type ReporterOptions = Readonly<Record<string, unknown>>

/** A requested reporter. */
export interface ReporterChoice {
  /** A built-in name, a package, or the absolute path of a file. */
  readonly name: string
  /** Not checked yet; an `outputFile` is absolute. */
  readonly options: ReporterOptions
  /** The flag, variable or key that requests it. */
  readonly source: string
}

/** A text such as `console,junit=out/junit.xml`, or a list of names, each alone or with options. */
export type ReporterRequests =
  string | readonly (string | readonly [name: string, options: ReporterOptions])[]

export interface ReporterSource {
  readonly source: string
  readonly requests: ReporterRequests | undefined
  /** Paths are relative to it. */
  readonly directory: string
}

/**
 * Chooses the reporters of a session. A chosen reporter keeps its options of later sources, so that a flag can select a
 * configured reporter.
 * @param sources in order of precedence; the first one with reporters wins
 * @param added reporters in addition to these
 * @throws UserError for a missing name or file
 */
export function chooseReporters(
  sources: readonly ReporterSource[],
  added: ReporterSource,
): readonly ReporterChoice[] {
  const inheritOptions = (choice: ReporterChoice, known: readonly ReporterChoice[]) => ({
    ...choice,
    options: { ...known.find(({ name }) => name === choice.name)?.options, ...choice.options },
  })
  const lists = sources.map(parseChoices).filter((list) => list !== undefined)
  const [chosen = [], ...later] = lists
  const all = [
    ...chosen.map((choice) => inheritOptions(choice, later.flat())),
    ...(parseChoices(added) ?? []).map((choice) => inheritOptions(choice, lists.flat())),
  ]
  const isSame = (a: ReporterChoice, b: ReporterChoice) =>
    a.name === b.name && isDeepStrictEqual(a.options, b.options)
  return all.filter((choice, index) => all.findIndex((other) => isSame(choice, other)) === index)
}

function parseChoices({
  source,
  requests,
  directory,
}: ReporterSource): readonly ReporterChoice[] | undefined {
  if (requests === undefined || requests === '') return undefined
  const pairs =
    typeof requests === 'string'
      ? parseNames(requests, source)
      : requests.map((request) => (typeof request === 'string' ? ([request, {}] as const) : request))
  return pairs.map(([name, { outputFile, ...options }]) => ({
    name: isPath(name) ? resolve(directory, name) : name,
    options: {
      ...options,
      ...(outputFile !== undefined && {
        // `-` is the standard output.
        outputFile:
          typeof outputFile === 'string' && outputFile !== '-' ? resolve(directory, outputFile) : outputFile,
      }),
    },
    source,
  }))
}

/** Whether the name of a reporter is a path, not a package. */
export function isPath(name: string): boolean {
  return /^\.{1,2}[/\\]/.test(name) || isAbsolute(name)
}

function parseNames(text: string, source: string) {
  return text.split(',').map((part): readonly [string, ReporterOptions] => {
    const [, name = '', outputFile] = /^([^=]*)(?:=(.*))?$/s.exec(part.trim()) ?? []
    if (name !== '' && outputFile !== '') return [name, outputFile === undefined ? {} : { outputFile }]
    const hint = `Use names, with an output file after '=': ${reporterNames.join(',')} or junit=out/junit.xml.`
    throw new UserError('usage', `${source} has an empty name or file: '${text}'`, hint)
  })
}
