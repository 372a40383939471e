// Measures the packages: size, functions, types, folders, names and imports. Fails where a limit below is broken.
// Public types, which users import or a schema infers, have a limit of their own, because the API decides their number.
import { dirname } from 'node:path/posix'
import { pathToFileURL } from 'node:url'
import { allowedImports, listArrows } from './architecture.mjs'
import {
  countPrivateFunctions,
  countTypes,
  findLongFunctions,
  findTopLevelArrows,
  listPublicNames,
} from './declarations.mjs'
import { checkWorkspace } from './glossary.mjs'
import { isCode, isProductCode, isTestFile, readFiles } from './sources.mjs'

/** Where the packages should get. A limit below is lowered towards its aim whenever all packages allow it. */
export const aims = { privateFunctionsPerThousandLines: 12, typesPerThousandLines: 15 }

export const limits = {
  privateFunctionsPerThousandLines: 13,
  typesPerThousandLines: 17,
  publicTypesPerThousandLines: 35,
  linesPerFunction: 60,
  filesPerFolder: 20,
}

/** Limits of packages that are not as far as the others. */
export const packageLimits = {
  engine: { privateFunctionsPerThousandLines: 15 },
  runner: { privateFunctionsPerThousandLines: 14.5 },
}

function countLines(text) {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
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

/** The rooms of a package, and the pairs of rooms in which one imports the other. */
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
export function measure(files, publicNames = new Set()) {
  const sizes = files.map(({ path, text }) => ({ path, lines: countLines(text) }))
  const lines = sum(sizes.map((size) => size.lines))
  const perThousandLines = (count) => (lines === 0 ? 0 : (1_000 * count) / lines)
  const types = files.map((file) => countTypes(file, publicNames))
  const longest = sizes.toSorted((a, b) => b.lines - a.lines)[0]
  return {
    files: files.length,
    lines,
    privateFunctionsPerThousandLines: perThousandLines(sum(files.map(countPrivateFunctions))),
    typesPerThousandLines: perThousandLines(sum(types.map(({ internal }) => internal))),
    publicTypesPerThousandLines: perThousandLines(sum(types.map((count) => count.public))),
    longFunctions: files.flatMap((file) => findLongFunctions(file, limits.linesPerFunction)),
    maxFile: longest ? `${longest.path} (${longest.lines})` : '',
  }
}

/**
 * A sentence for each limit that the measures of a package break.
 * @param {string} name
 * @param {{ privateFunctionsPerThousandLines: number, typesPerThousandLines: number, publicTypesPerThousandLines: number }} measures
 * @returns {string[]}
 */
export function checkLimits(name, measures) {
  const max = { ...limits, ...packageLimits[name] }
  const rates = [
    ['private functions', measures.privateFunctionsPerThousandLines, max.privateFunctionsPerThousandLines],
    ['internal types', measures.typesPerThousandLines, max.typesPerThousandLines],
    ['public types', measures.publicTypesPerThousandLines, max.publicTypesPerThousandLines],
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

function describe({ name, measures, rooms: { rooms, arrows } }) {
  return [
    name,
    measures.files,
    measures.lines,
    measures.privateFunctionsPerThousandLines.toFixed(1),
    measures.typesPerThousandLines.toFixed(1),
    measures.publicTypesPerThousandLines.toFixed(1),
    measures.longFunctions.length,
    rooms,
    arrows,
    measures.maxFile.replace(/^packages\//, ''),
  ]
}

function measurePackages(files) {
  const publicNames = listPublicNames(files)
  const names = [...new Set(files.map(({ path }) => path.split('/')[1]))]
  const packages = names.map((name) => {
    const own = files.filter(({ path }) => path.startsWith(`packages/${name}/`))
    return { name, measures: measure(own, publicNames), rooms: countRooms(own, name) }
  })
  const rooms = {
    rooms: sum(packages.map((one) => one.rooms.rooms)),
    arrows: sum(packages.map((one) => one.rooms.arrows)),
  }
  return { packages, total: { name: 'total', measures: measure(files, publicNames), rooms } }
}

const columns = [
  '',
  'files',
  'lines',
  'private fn/kloc',
  'types/kloc',
  'public types/kloc',
  'fn > 60',
  'rooms',
  'arrows',
  'longest file',
]

/** Lists of places that break a limit, by title, each with the sentence for its count. */
function listProblems(files, longFunctions, { homonyms, shadows }) {
  const topLevelArrows = readFiles((path) => isCode(path) && /^(packages|test|fixtures|\.ci)\//.test(path))
    .filter(({ path }) => !path.startsWith('fixtures/projects/'))
    .flatMap(findTopLevelArrows)
  return [
    {
      title: `Functions over ${limits.linesPerFunction} lines`,
      summary: 'functions have too many lines.',
      lines: longFunctions.map(({ place, name, lines }) => `${place}  ${name}: ${lines} lines`),
    },
    {
      title: `Folders with more than ${limits.filesPerFolder} files`,
      summary: 'folders have too many files.',
      lines: findFullFolders(files).map(({ folder, count }) => `${folder}: ${count} files`),
    },
    {
      title: 'Functions at top level that are not declarations',
      summary: 'functions at top level are not declarations.',
      lines: topLevelArrows.map(({ place, name }) => `${place}  ${name}`),
    },
    {
      title: 'Names with two meanings',
      summary: 'names have two meanings.',
      lines: homonyms.map(({ name, places }) => `${name}: ${places.join(', ')}`),
    },
    {
      title: 'Types that hide a global',
      summary: 'types hide a global.',
      lines: shadows.map(({ name, file, line }) => `${name}: ${file}:${line}`),
    },
  ]
}

function main() {
  const files = readFiles((path) => isProductCode(path))
  const { packages, total } = measurePackages(files)
  printTable([columns, ...[...packages, total].map(describe)])
  const names = checkWorkspace()
  const problems = listProblems(files, total.measures.longFunctions, names)
  for (const { title, lines } of problems) printList(title, lines)
  console.log(
    `\nAims per 1,000 lines: ${aims.privateFunctionsPerThousandLines} private functions, ${aims.typesPerThousandLines} internal types.`,
  )
  const broken = [
    ...packages.flatMap(({ name, measures }) => checkLimits(name, measures)),
    ...problems
      .filter(({ lines }) => lines.length > 0)
      .map(({ lines, summary }) => `${lines.length} ${summary}`),
    ...(names.banned.length > 0
      ? [`${names.banned.length} banned words. See them with: node .ci/glossary.mjs`]
      : []),
  ]
  printList('Broken limits', broken)
  process.exitCode = broken.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
