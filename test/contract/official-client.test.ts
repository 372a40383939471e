import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Compatibility, type Coverage, walkOfficialClient } from './official-client/walk.js'

const readme = new URL('../../packages/server/README.md', import.meta.url)

describe('the official Python client', () => {
  let found: Compatibility
  beforeAll(async () => {
    found = await walkOfficialClient()
    process.stdout.write(`${formatCompatibility(found)}\n`)
  })

  function total(part: 'methods' | 'filters' | 'attributes'): Coverage {
    const coverages = found.classes.map((one) => one[part])
    return {
      total: coverages.reduce((sum, coverage) => sum + coverage.total, 0),
      problems: coverages.flatMap(({ problems }) => problems),
    }
  }

  test('can use every method that sends a request', () => {
    expect(total('methods')).toEqual({ total: 49, problems: [] })
  })

  test('can use every filter', () => {
    expect(total('filters')).toEqual({ total: 80, problems: [] })
  })

  test('finds every value of its enumerations', () => {
    expect(found.enumerations).toEqual({ total: 226, problems: [] })
  })

  test('can use every metric path', () => {
    expect(found.metricPaths).toEqual({ total: 396, problems: [] })
  })

  test('is as compatible as the README of the server says', async () => {
    const text = readFileSync(readme, 'utf8')
    const section = /(<!-- compatibility -->\n)[\s\S]*(\n<!-- \/compatibility -->)/
    expect(text).toMatch(section)
    const current = text.replace(section, `$1\n${formatCompatibility(found)}\n$2`)
    await expect(current).toMatchFileSnapshot('../../packages/server/README.md')
  })
})

/** The compatibility as Markdown. */
function formatCompatibility({ classes, enumerations, metricPaths }: Compatibility): string {
  const rows = classes.map(({ name, methods, filters, attributes }) => [
    name,
    formatCoverage(methods),
    formatCoverage(filters),
    formatCoverage(attributes),
  ])
  const sum = (part: 'methods' | 'filters' | 'attributes') =>
    formatCoverage({
      total: classes.reduce((count, one) => count + one[part].total, 0),
      problems: classes.flatMap((one) => one[part].problems),
    })
  const table = formatTable([
    ['class', 'methods', 'filters', 'attributes'],
    ...rows,
    ['all', sum('methods'), sum('filters'), sum('attributes')],
  ])
  const problems = classes.flatMap(({ name, methods, filters, attributes }) =>
    [methods, filters, attributes]
      .flatMap((coverage) => coverage.problems)
      .map((problem) => `- \`${name}\`: ${problem}`),
  )
  return [
    table,
    '',
    `Values of enumerations: ${formatCoverage(enumerations)}. Metric paths: ${formatCoverage(metricPaths)}.`,
    ...(problems.length > 0 ? ['', 'What is missing:', '', ...problems] : []),
  ].join('\n')
}

function formatCoverage({ total, problems }: Coverage): string {
  return total === 0 ? '–' : `${total - problems.length} of ${total}`
}

/** A table with aligned columns, as the formatter writes it. */
function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const [head = [], ...others] = rows.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)),
  )
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n')
}
