// Checks the imports of packages/*/src against the table below. `--draw` writes the drawing of the table into
// CONTRIBUTING.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { pathToFileURL } from 'node:url'
import { isProductCode, isTestFile, lineAt, parse, readFiles, root, walk } from './sources.mjs'

/**
 * Folder → folders it may import, `*` for all of its package. A first-level row is a package. `package/folder` is a
 * room: a folder or a file in the `src` of the package. The files of `src` without a row are the entry of the package,
 * which may import every room and which no room imports.
 * @type {Record<string, string>}
 */
export const allowedImports = {
  core: '',
  metrics: 'core',
  server: 'metrics core',
  engine: 'server metrics core',
  runner: 'engine metrics core',
  cli: 'engine server runner metrics core',

  'core/clock': 'shared',
  'core/constants': '',
  'core/types': 'constants',
  'core/shared': 'types constants',
  'core/http': 'types clock shared',
  'core/resources': 'http types constants shared',
  'core/runs': 'resources http types constants clock shared',

  'metrics/stats': '',

  'server/assumptions': '',
  'server/projects': '',
  'server/openapi': '',
  'server/engines': '',
  'server/store': 'engines',
  'server/http': 'store assumptions',
  'server/faults': 'http engines',
  'server/runs': 'http store engines assumptions',
  'server/context': 'runs http store projects assumptions',
  'server/resources': 'context http store',
  'server/routes': 'resources context runs faults http store projects openapi',
  'server/seed': 'resources store engines projects',
  'server/record': 'seed assumptions openapi',

  'engine/process': '',
  'engine/cdp': 'process',
  'engine/media': 'cdp process',
  'engine/page': 'cdp process',
  'engine/mail': 'process',
  'engine/script-host': 'process',
  'engine/network': 'cdp process',
  'engine/browser': 'cdp media process',
  'engine/video': 'browser cdp process',
  'engine/webrtc': 'cdp process',
  'engine/metrics': 'network cdp process',
  'engine/participant': 'script-host browser video webrtc page media metrics network mail cdp process',
  'engine/places': 'participant browser metrics media cdp process',

  'runner/model': '',
  'runner/collect': 'model',
  'runner/plan': 'model',
  'runner/run': 'model',
  'runner/results': 'model',
  'runner/verdict': 'model',
  'runner/report': 'model',
  'runner/report/console': 'report model',
  'runner/report/html': 'report model',
  'runner/report/json': 'report model',
  'runner/report/junit': 'report model',
  'runner/report/export': 'report model',
  'runner/journal': 'model',
  'runner/pull': 'model',
  'runner/workflows': '*',

  'cli/options': '',
  'cli/config': 'options',
  'cli/terminal': 'config options',
  'cli/reporters': 'terminal config options',
  'cli/project': 'options',
  'cli/target': 'project config options terminal',
  'cli/init': 'project config options',
  'cli/mcp': 'options',
  'cli/doctor': 'target terminal config options',
  'cli/session': 'target reporters terminal config options',
  'cli/watch': 'session terminal config options',
  'cli/commands': '*',
}

const packagesFolder = 'packages/'
const workspacePackage = /^(?:@loadero-test\/([a-z-]+)|(loadero-test))(?:\/.*)?$/

/** All imports of a file, with their lines. Only a file with `import(` needs its syntax tree. */
function importsOf(file) {
  const { module, program } = lazily(parse(file))
  const specifiers = [...module.staticImports, ...module.staticExports.flatMap(({ entries }) => entries)]
    .map(({ moduleRequest }) => moduleRequest)
    .filter((request) => request !== null)
    .map(({ value, start }) => ({ specifier: value, start }))
  if (file.text.includes('import(')) {
    walk(program(), (node) => {
      if (node.type === 'ImportExpression' || node.type === 'TSImportType') {
        const { value, start } = node.source ?? node.argument?.literal ?? node.argument
        if (typeof value === 'string') specifiers.push({ specifier: value, start })
      }
    })
  }
  return specifiers.map(({ specifier, start }) => ({ specifier, line: lineAt(file.text, start) }))
}

/** Decodes the syntax tree at its first use, because most files do not need it. */
function lazily(result) {
  return { module: result.module, program: () => result.program }
}

function packageOf(path) {
  return path.split('/')[1]
}

/** The row of a file in `src`: the longest match, otherwise the entry `package/.`. */
function roomOf(path, rooms) {
  const name = packageOf(path)
  const inside = path.slice(`${packagesFolder}${name}/src/`.length).replace(/\.[cm]?[jt]sx?$/, '')
  const folder = rooms
    .filter((room) => `${name}/${inside}/`.startsWith(`${room}/`))
    .toSorted((a, b) => b.length - a.length)[0]
  return folder ?? (inside.includes('/') ? undefined : `${name}/.`)
}

function splitTable(table) {
  const keys = Object.keys(table)
  const packages = keys.filter((key) => !key.includes('/'))
  return { packages, rooms: keys.filter((key) => key.includes('/')) }
}

function allowed(table, from) {
  return (table[from] ?? '').split(' ').filter(Boolean)
}

/** All imports between two rooms or two packages: the place and both rows. */
export function listArrows(files, table = allowedImports) {
  const { rooms } = splitTable(table)
  return files.flatMap((file) =>
    importsOf(file).flatMap(({ specifier, line }) => {
      const from = roomOf(file.path, rooms)
      const place = { file: file.path, line, specifier, from }
      const [, scoped, plain] = workspacePackage.exec(specifier) ?? []
      if (scoped ?? plain) {
        return [{ ...place, fromPackage: packageOf(file.path), toPackage: scoped ?? 'cli' }]
      }
      if (!specifier.startsWith('.')) return []
      const target = join(dirname(file.path), specifier)
      const toPackage = packageOf(target)
      if (!target.startsWith(packagesFolder)) return []
      if (toPackage !== packageOf(file.path))
        return [{ ...place, fromPackage: packageOf(file.path), toPackage }]
      const to = roomOf(target, rooms)
      return to === from ? [] : [{ ...place, to }]
    }),
  )
}

/** The packages or rooms of one cycle, in order, or undefined. `edges` maps each to those it imports. */
function findCycle(edges) {
  const done = new Set()
  const search = (node, path) => {
    const start = path.indexOf(node)
    if (start !== -1) return [...path.slice(start), node]
    if (done.has(node)) return undefined
    for (const next of edges.get(node) ?? []) {
      const cycle = search(next, [...path, node])
      if (cycle) return cycle
    }
    done.add(node)
    return undefined
  }
  for (const node of edges.keys()) {
    const cycle = search(node, [])
    if (cycle) return cycle
  }
  return undefined
}

function edgesOf(arrows) {
  const edges = new Map()
  for (const { from, to } of arrows) {
    if (!edges.has(from)) edges.set(from, new Set())
    edges.get(from).add(to)
  }
  return edges
}

function checkArrow({ file, line, specifier, from, to, fromPackage, toPackage }, table) {
  const place = `${file}:${line}`
  if (toPackage !== undefined) {
    if (fromPackage === toPackage || allowed(table, fromPackage).includes(toPackage)) return []
    return [`${place}  "${specifier}": ${fromPackage} may not import ${toPackage}.`]
  }
  const name = packageOf(file)
  if (from === undefined || to === undefined || from === `${name}/.`) return []
  if (to === `${name}/.`) return [`${place}  "${specifier}": ${from} may not import the entry of ${name}.`]
  const targets = allowed(table, from)
  if (targets.includes('*') || targets.includes(to.slice(name.length + 1))) return []
  return [`${place}  "${specifier}": ${from} may not import ${to}.`]
}

/** A sentence for each row without a folder, folder without a row and import that the table does not allow. */
export function checkArchitecture(files, table = allowedImports) {
  const { packages, rooms } = splitTable(table)
  const source = files.filter(({ path }) => isProductCode(path))
  const inSource = source.filter(({ path }) => path.startsWith(`${packagesFolder}${packageOf(path)}/src/`))
  const arrows = listArrows(inSource, table)
  const testArrows = listArrows(
    files.filter(({ path }) => isTestFile(path) && path.includes('/src/')),
    table,
  ).filter(({ toPackage }) => toPackage !== undefined)

  const used = new Set(inSource.flatMap(({ path }) => [packageOf(path), roomOf(path, rooms)]))
  const unknown = inSource
    .filter(({ path }) => roomOf(path, rooms) === undefined || !packages.includes(packageOf(path)))
    .map(({ path }) => dirname(path))
  const roomCycle = findCycle(edgesOf(arrows.filter(({ from, to }) => from && to)))
  const tableCycle = findCycle(new Map(packages.map((name) => [name, allowed(table, name)])))

  return [
    ...[...new Set(unknown)].map((folder) => `${folder}  has no row in .ci/architecture.mjs.`),
    ...[...packages, ...rooms]
      .filter((row) => !used.has(row))
      .map((row) => `.ci/architecture.mjs  the row "${row}" names no folder with source files.`),
    ...[...arrows, ...testArrows].flatMap((arrow) => checkArrow(arrow, table)),
    ...(roomCycle ? [`Rooms import each other: ${roomCycle.join(' → ')}.`] : []),
    ...(tableCycle ? [`Packages import each other: ${tableCycle.join(' → ')}.`] : []),
  ]
}

/** 0 without imports, otherwise one more than the highest imported floor. */
function floorOf(name, edges) {
  const below = edges.get(name) ?? []
  return below.length === 0 ? 0 : 1 + Math.max(...below.map((next) => floorOf(next, edges)))
}

function drawFloors(title, names, edges) {
  const rows = names
    .map((name) => ({ name, floor: floorOf(name, edges), imports: edges.get(name) }))
    .toSorted((a, b) => b.floor - a.floor || a.name.localeCompare(b.name))
  const width = Math.max(...names.map((name) => name.length), title.length) + 2
  const lines = rows.map(({ name, imports }) => {
    if (imports.length === 0) return `  ${name}`
    return `  ${name.padEnd(width)}→ ${imports.length === names.length - 1 && imports.length > 1 ? 'all below' : imports.join(' ')}`
  })
  return [title, ...lines].join('\n')
}

/** The table as text: a block for the packages and one for each package with rooms, importers first. */
export function draw(table = allowedImports) {
  const { packages, rooms } = splitTable(table)
  const blocks = [
    drawFloors('packages', packages, new Map(packages.map((name) => [name, allowed(table, name)]))),
  ]
  for (const name of packages) {
    const own = rooms.filter((room) => room.startsWith(`${name}/`)).map((room) => room.slice(name.length + 1))
    if (own.length === 0) continue
    const edges = own.map((room) => {
      const imports = allowed(table, `${name}/${room}`)
      return [room, imports.includes('*') ? own.filter((other) => other !== room) : imports]
    })
    blocks.push(drawFloors(name, own, new Map(edges)))
  }
  return ['```', blocks.join('\n\n'), '```'].join('\n')
}

const markers = /(<!-- architecture -->\n)[\s\S]*?(\n<!-- \/architecture -->)/

/** @throws Error where the text has no markers */
export function insertDrawing(text, drawing) {
  if (!markers.test(text))
    throw new Error('CONTRIBUTING.md has no "<!-- architecture -->" and "<!-- /architecture -->".')
  return text.replace(markers, (_, before, after) => `${before}\n${drawing}\n${after}`)
}

function main() {
  const document = `${root}CONTRIBUTING.md`
  const text = readFileSync(document, 'utf8')
  const withDrawing = insertDrawing(text, draw())
  if (process.argv.includes('--draw')) {
    writeFileSync(document, withDrawing)
    return
  }
  const start = performance.now()
  const files = readFiles((path) => path.startsWith(packagesFolder) && /\/src\/.*\.[cm]?tsx?$/.test(path))
  const problems = checkArchitecture(files)
  if (text !== withDrawing) {
    problems.push('CONTRIBUTING.md  the drawing is stale. Run: node .ci/architecture.mjs --draw')
  }
  for (const problem of problems) console.error(problem)
  const duration = Math.round(performance.now() - start)
  console.log(`architecture: ${files.length} files, ${problems.length} problems (${duration} ms)`)
  process.exitCode = problems.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
