import { readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { plural } from '@loadero-test/core/internal'
import { type DataOptions, dataRequestOf } from '../../model/data.js'
import { secret } from '../../model/secrets.js'
import { type DataProblem, dataReaders } from './data-files.js'
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

const pathHint = 'Name a .csv or .json file, relative to the spec file.'

async function readRows(
  { path, unique: ids = [], secret: secrets = [] }: DataOptions & { readonly path: string },
  directory: string,
  participants: number | undefined,
): Promise<readonly unknown[] | DataProblem> {
  // JavaScript may pass one name.
  const [unique, secretColumns] = [[ids].flat(), [secrets].flat()]
  const wrong = [...unique, ...secretColumns].find((name: unknown) => typeof name !== 'string')
  if (wrong !== undefined)
    return {
      problem: `has the option ${unique.includes(wrong) ? 'unique' : 'secret'} with ${wrong}`,
      hint: 'Write names of columns.',
    }
  const read = dataReaders[extname(path).toLowerCase()]
  if (!read) return { problem: 'is not a data file', hint: pathHint }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(resolve(directory, path)))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { problem: 'does not exist', hint: 'Paths are relative to the spec file.' }
    return {
      problem: code?.startsWith('ERR_ENCODING') ? 'is not UTF-8' : `cannot be read: ${code ?? String(error)}`,
    }
  }
  const rows = await read(text)
  if ('problem' in rows) return rows
  const count = participants ?? rows.length
  if (rows.length < count)
    return {
      problem: `has ${plural(rows.length, 'row')} for ${plural(count, 'participant')}`,
      hint: 'Add rows, or use fewer participants.',
    }
  const used = rows.slice(0, count)
  for (const column of [...unique, ...secretColumns]) {
    const missing = used.findIndex(
      (row) =>
        !isObject(row) || !Object.hasOwn(row, column) || ['', null, undefined].includes(row[column] as ''),
    )
    if (missing !== -1) return { problem: `has no ${JSON.stringify(column)} in row ${missing + 1}` }
  }
  for (const column of secretColumns) {
    const other = used.findIndex((row) => typeof (row as Row)[column] !== 'string')
    if (other !== -1)
      return {
        problem: `has a ${JSON.stringify(column)} in row ${other + 1} that is not a string`,
        hint: 'Only strings can be secret. Write the value in quotes.',
      }
  }
  const repeated =
    findRepeated(used, 'the same values', textOf) ??
    unique
      .map((column) => findRepeated(used, `the same ${column}`, (row) => textOf((row as Row)[column])))
      .find((problem) => problem !== undefined)
  if (repeated) return repeated
  if (secretColumns.length === 0) return used
  return used.map((row) => {
    const marked = secretColumns.map((column) => [column, secret(String((row as Row)[column]))] as const)
    return { ...(row as Row), ...Object.fromEntries(marked) }
  })
}

type Row = Readonly<Record<string, unknown>>

function findRepeated(
  rows: readonly unknown[],
  what: string,
  keyOf: (row: unknown) => string,
): DataProblem | undefined {
  const numbers = new Map<string, number>()
  for (const [index, row] of rows.entries()) {
    const first = numbers.get(keyOf(row))
    if (first !== undefined)
      return {
        problem: `has ${what} in rows ${first} and ${index + 1}`,
        hint: 'Each participant needs a row of its own.',
      }
    numbers.set(keyOf(row), index + 1)
  }
  return undefined
}

/** The same text for values that differ in the order of their keys alone. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part,
  )
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
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
