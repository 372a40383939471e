import { dataRequestOf } from '../../model/data.js'
import { pathHint, readRows } from './data-files.js'
import type { ScriptProblem, ScriptProblems } from './script-problem.js'

/** The rows of a var that differs between participants. */
export interface DataRows {
  /** The file, as in the spec file. */
  readonly path: string
  /** One for each participant. */
  readonly rows: readonly unknown[]
}

/** The vars of a script, without and with a row for each participant. */
export interface ReadVars {
  readonly shared: Readonly<Record<string, unknown>>
  readonly perParticipant: Readonly<Record<string, DataRows>>
}

/** Reads the files of all vars that `data()` made. */
export async function readData(
  vars: Readonly<Record<string, unknown>>,
  { directory, participants }: { readonly directory: string; readonly participants: number | undefined },
): Promise<ReadVars | ScriptProblems> {
  const problems: ScriptProblem[] = []
  const shared: [string, unknown][] = []
  const perParticipant: [string, DataRows][] = []
  for (const [name, value] of Object.entries(vars)) {
    const request = dataRequestOf(value)
    if (!request) {
      shared.push([name, value])
      if (containsData(value))
        problems.push(badData(`script.vars.${name} contains data(), which must be a var of its own`))
      continue
    }
    const { path } = request
    const unknownOption = Object.keys(request).find((key) => !['path', 'unique', 'secret'].includes(key))
    if (unknownOption !== undefined) {
      problems.push(
        badData(
          `script.vars.${name} has the unknown option '${unknownOption}' of data()`,
          'Its options are unique and secret.',
        ),
      )
      continue
    }
    if (typeof path !== 'string' || path === '') {
      problems.push(badData(`script.vars.${name} is data() without the path of a file`, pathHint))
      continue
    }
    const read = await readRows(request, directory, participants)
    if (!('problem' in read)) perParticipant.push([name, { path, rows: read }])
    else problems.push(badData(`script.vars.${name} reads ${path}, which ${read.problem}`, read.hint))
  }
  if (problems.length > 0) return { problems }
  return { shared: Object.fromEntries(shared), perParticipant: Object.fromEntries(perParticipant) }
}

function containsData(value: unknown, parents: readonly unknown[] = []): boolean {
  if (typeof value !== 'object' || value === null || parents.includes(value)) return false
  return Object.values(value).some(
    (item) => dataRequestOf(item) !== undefined || containsData(item, [...parents, value]),
  )
}

function badData(message: string, hint?: string): ScriptProblem {
  return { code: 'bad-data', message, ...(hint !== undefined && { hint }) }
}
