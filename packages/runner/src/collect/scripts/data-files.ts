import { readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { plural } from '@loadero-test/core/internal'
import type { DataOptions } from '../../model/data.js'
import { secret } from '../../model/secrets.js'

/** Why a file has no rows. It never repeats a value, which may be secret. */
export interface DataProblem {
  /** Continues `which`. */
  readonly problem: string
  readonly hint?: string
}

/** What to do about a path that is no data file. */
export const pathHint = 'Name a .csv or .json file, relative to the spec file.'

/** The rows of a file, one for each participant, with its secrets marked. */
export async function readRows(
  { path, unique: ids = [], secret: secrets = [] }: DataOptions & { readonly path: string },
  directory: string,
  participants: number | undefined,
): Promise<readonly unknown[] | DataProblem> {
  // JavaScript may pass one name.
  const [unique, secretColumns] = [[ids].flat(), [secrets].flat()]
  const wrong = [...unique, ...secretColumns].find((name: unknown) => typeof name !== 'string')
  if (wrong !== undefined) return { problem: `has no column ${wrong}`, hint: 'Write names of columns.' }
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

/** By extension: they return an array of rows, or a problem. */
const dataReaders: Readonly<
  Record<
    string,
    (text: string) => Promise<readonly unknown[] | DataProblem> | readonly unknown[] | DataProblem
  >
> = { '.csv': readCsv, '.json': readJson }

/** Loads the parser only when there is a file for it. */
async function readCsv(text: string): Promise<readonly unknown[] | DataProblem> {
  const { CsvError, parse } = await import('csv-parse/sync')
  try {
    const options = {
      bom: true,
      // Found by the parser, the end of the first line would be that of all lines.
      record_delimiter: ['\r\n', '\n', '\r'],
      // Spreadsheets write lines of commas for empty rows.
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
    }
    const [names, ...rows] = parse(text, options) as readonly string[][]
    if (!names) return { problem: 'is empty', hint: 'Its first line must have the names of the columns.' }
    const wrong = names.find(
      (name, index) => name.trim() === '' || name === '__proto__' || names.indexOf(name) !== index,
    )
    if (wrong !== undefined)
      return {
        problem: `has a column named ${JSON.stringify(wrong)}${names.indexOf(wrong) === names.lastIndexOf(wrong) ? '' : ' twice'}`,
        hint: 'Its first line must have a name for each column, each once.',
      }
    const padded = names.find((name) => name.trim() !== name)
    if (padded !== undefined)
      return {
        problem: `has a column named ${JSON.stringify(padded)}`,
        hint: 'Remove the spaces around the name.',
      }
    if (names.length === 1 && /[;\t|]/.test(names[0] ?? ''))
      return { problem: 'has one column only', hint: 'Separate columns with commas.' }
    return rows.map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error['lines'] === 'number' ? ` (line ${error['lines']})` : ''
    const hint = 'Each line needs as many values as the first. Put values with commas or quotes in quotes.'
    return { problem: `is not valid CSV: ${csvReasons[error.code] ?? error.code}${line}`, hint }
  }
}

const csvReasons: Readonly<Record<string, string>> = {
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'a line has another number of values',
  CSV_QUOTE_NOT_CLOSED: 'a quote is not closed',
  CSV_INVALID_CLOSING_QUOTE: 'a value goes on after its closing quote',
  INVALID_OPENING_QUOTE: 'a quote is within a value without quotes',
}

function readJson(text: string): readonly unknown[] | DataProblem {
  try {
    const rows: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    return Array.isArray(rows) ? rows : { problem: 'is not an array of rows' }
  } catch {
    return { problem: 'is not valid JSON' }
  }
}
