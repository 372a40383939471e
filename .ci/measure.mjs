// Measures the packages: size, functions, types, folders, names and imports. Fails where a limit below is broken.
import { dirname } from 'node:path/posix'
import { pathToFileURL } from 'node:url'
import { allowedImports, listArrows } from './architecture.mjs'
import { checkWorkspace } from './glossary.mjs'
import { isProductCode, isTestFile, lineAt, parse, readFiles, walk } from './sources.mjs'

export const limits = {
  privateFunctionsPerThousandLines: 12,
  typesPerThousandLines: 15,
  linesPerFunction: 60,
  filesPerFolder: 20,
  homonyms: 0,
  bannedWords: 0,
}

const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])
const typeDeclarations = new Set(['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSEnumDeclaration'])

function countLines(text) {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

/** Top-level functions that the file does not export: declarations, and constants that hold a function. */
export function countPrivateFunctions(file) {
  const { body } = parse(file).program
  const exported = new Set(
    body
      .filter(({ type, source }) => type === 'ExportNamedDeclaration' && !source)
      .flatMap(({ specifiers }) => specifiers.map(({ local }) => local.name)),
  )
  return body
    .flatMap((statement) => {
      if (statement.type === 'FunctionDeclaration') return [statement.id.name]
      if (statement.type !== 'VariableDeclaration') return []
      return statement.declarations
        .filter(({ init }) => init && functionTypes.has(init.type))
        .map(({ id }) => id.name)
    })
    .filter((name) => !exported.has(name)).length
}

/** Interfaces, type aliases and enums, exported or not. */
export function countTypes(file) {
  return parse(file).program.body.filter(
    (statement) => typeDeclarations.has(statement.type) || typeDeclarations.has(statement.declaration?.type),
  ).length
}

function nameOf(node, parent) {
  return node.id?.name ?? parent?.id?.name ?? parent?.key?.name ?? 'anonymous function'
}

/**
 * Every function with more lines than allowed, methods and callbacks included.
 * @returns {{ place: string, name: string, lines: number }[]}
 */
export function findLongFunctions(file, maxLines = limits.linesPerFunction) {
  const found = []
  walk(parse(file).program, (node, parent) => {
    if (!functionTypes.has(node.type)) return
    const line = lineAt(file.text, node.start)
    const lines = lineAt(file.text, node.end) - line + 1
    if (lines > maxLines) found.push({ place: `${file.path}:${line}`, name: nameOf(node, parent), lines })
  })
  return found
}

/**
 * Folders that hold more files than allowed. Tests do not count.
 * @returns {{ folder: string, count: number }[]}
 */
export function findFullFolders(files, maxFiles = limits.filesPerFolder) {
  const counts = new Map()
  for (const { path } of files.filter((file) => !isTestFile(file.path))) {
    counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1)
  }
  return [...counts]
    .filter(([, count]) => count > maxFiles)
    .map(([folder, count]) => ({ folder, count }))
    .toSorted((a, b) => b.count - a.count)
}

/** Rooms of a package, and pairs of rooms of which one imports the other. */
function countRooms(files, name) {
  const inSource = files.filter(({ path }) => path.startsWith(`packages/${name}/src/`))
  const arrows = listArrows(inSource).filter(({ from, to }) => from && to)
  return {
    rooms: Object.keys(allowedImports).filter((row) => row.startsWith(`${name}/`)).length,
    arrows: new Set(arrows.map(({ from, to }) => `${from} ${to}`)).size,
  }
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0)
}

/** The measures of one set of files. */
export function measure(files) {
  const sizes = files.map(({ path, text }) => ({ path, lines: countLines(text) }))
  const lines = sum(sizes.map((size) => size.lines))
  const perThousandLines = (count) => (lines === 0 ? 0 : (1_000 * count) / lines)
  const longest = sizes.toSorted((a, b) => b.lines - a.lines)[0]
  return {
    files: files.length,
    lines,
    privateFunctionsPerThousandLines: perThousandLines(sum(files.map(countPrivateFunctions))),
    typesPerThousandLines: perThousandLines(sum(files.map(countTypes))),
    longFunctions: files.flatMap((file) => findLongFunctions(file)),
    maxFile: longest ? `${longest.path} (${longest.lines})` : '',
  }
}

/**
 * The limits that a package's measures break, in words.
 * @param {string} name
 * @param {{ privateFunctionsPerThousandLines: number, typesPerThousandLines: number }} measures
 * @returns {string[]}
 */
export function checkLimits(name, measures) {
  const rates = [
    ['private functions', measures.privateFunctionsPerThousandLines, limits.privateFunctionsPerThousandLines],
    ['types', measures.typesPerThousandLines, limits.typesPerThousandLines],
  ]
  return rates
    .filter(([, value, limit]) => value > limit)
    .map(
      ([what, value, limit]) =>
        `${name}: ${value.toFixed(1)} ${what} per 1,000 lines, the limit is ${limit}.`,
    )
}

function printTable(rows) {
  const cells = rows.map((row) => row.map(String))
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)))
  for (const row of cells) {
    console.log(
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
        .join('  '),
    )
  }
}

function printList(title, lines) {
  if (lines.length === 0) return
  console.log(`\n${title}`)
  for (const line of lines) console.log(`  ${line}`)
}

function describe(name, measures, { rooms, arrows }) {
  return [
    name,
    measures.files,
    measures.lines,
    measures.privateFunctionsPerThousandLines.toFixed(1),
    measures.typesPerThousandLines.toFixed(1),
    measures.longFunctions.length,
    rooms,
    arrows,
    measures.maxFile.replace(/^packages\//, ''),
  ]
}

function main() {
  const files = readFiles((path) => isProductCode(path))
  const names = [...new Set(files.map(({ path }) => path.split('/')[1]))]
  const packages = names.map((name) => {
    const own = files.filter(({ path }) => path.startsWith(`packages/${name}/`))
    return { name, measures: measure(own), rooms: countRooms(own, name) }
  })
  const total = measure(files)
  const totalRooms = {
    rooms: sum(packages.map(({ rooms }) => rooms.rooms)),
    arrows: sum(packages.map(({ rooms }) => rooms.arrows)),
  }
  printTable([
    ['', 'files', 'lines', 'private fn/kloc', 'types/kloc', 'fn > 60', 'rooms', 'arrows', 'longest file'],
    ...packages.map(({ name, measures, rooms }) => describe(name, measures, rooms)),
    describe('total', total, totalRooms),
  ])

  const { banned, homonyms, shadows } = checkWorkspace()
  const longFunctions = total.longFunctions.map(
    ({ place, name, lines }) => `${place}  ${name}: ${lines} lines`,
  )
  const fullFolders = findFullFolders(files).map(({ folder, count }) => `${folder}: ${count} files`)
  printList(`Functions over ${limits.linesPerFunction} lines`, longFunctions)
  printList(`Folders with more than ${limits.filesPerFolder} files`, fullFolders)
  printList(
    'Names with two meanings',
    homonyms.map(({ name, places }) => `${name}: ${places.join(', ')}`),
  )
  printList(
    'Types that hide a global',
    shadows.map(({ name, file, line }) => `${name}: ${file}:${line}`),
  )
  const broken = [
    ...packages.flatMap(({ name, measures }) => checkLimits(name, measures)),
    ...(longFunctions.length > 0 ? [`${longFunctions.length} functions have too many lines.`] : []),
    ...(fullFolders.length > 0 ? [`${fullFolders.length} folders have too many files.`] : []),
    ...(homonyms.length > limits.homonyms ? [`${homonyms.length} names have two meanings.`] : []),
    ...(shadows.length > 0 ? [`${shadows.length} types hide a global.`] : []),
    ...(banned.length > limits.bannedWords
      ? [`${banned.length} banned words. See them with: node .ci/glossary.mjs`]
      : []),
  ]
  printList('Broken limits', broken)
  process.exitCode = broken.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
