/** Why a file has no rows. It never repeats a value, which may be secret. */
export interface DataProblem {
  /** Continues `which`. */
  readonly problem: string
  readonly hint?: string
}

/** By extension: they return an array of rows, or a problem. */
export const dataReaders: Readonly<
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
