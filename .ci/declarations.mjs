// Counts and finds functions and types of a file for measure.mjs.
import { dirname, join } from 'node:path/posix'
import { lineAt, parse, walk } from './sources.mjs'

const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])
const typeDeclarations = new Set(['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSEnumDeclaration'])

/** Top-level functions that the file does not export: declarations and constants that hold a function. */
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

/**
 * Every exported name that the entry files of packages lead to, as `path name` of its declaration.
 * @param {import('./sources.mjs').SourceFile[]} files
 */
export function listPublicNames(files) {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const names = new Set()
  /** Adds the exports of a file: all of them, or one. */
  function add(path, wanted) {
    const file = byPath.get(path)
    if (!file || (wanted !== undefined && names.has(`${path} ${wanted}`))) return
    if (wanted !== undefined) names.add(`${path} ${wanted}`)
    for (const { entries } of parse(file).module.staticExports) {
      for (const { moduleRequest, importName, exportName, localName } of entries) {
        if (wanted !== undefined && exportName.name && exportName.name !== wanted) continue
        if (moduleRequest?.value.startsWith('.')) {
          const source = join(dirname(path), moduleRequest.value.replace(/js$/, 'ts'))
          add(source, importName.name ?? wanted)
        } else if (localName.name) names.add(`${path} ${localName.name}`)
      }
    }
  }
  for (const { path } of files.filter((file) => isEntryFile(file.path))) add(path)
  return names
}

function isEntryFile(path) {
  return /^packages\/[^/]+\/src\/(index|spec|script)\.ts$/.test(path)
}

/** Whether a schema of zod defines the type: `z.infer<typeof schema>`. */
function isInferred({ typeAnnotation }) {
  const name = typeAnnotation?.typeName
  return name?.left?.name === 'z' && ['infer', 'input', 'output'].includes(name.right.name)
}

/**
 * Interfaces, type aliases and enums, exported or not, by whether they are public.
 * @param {import('./sources.mjs').SourceFile} file
 * @param {Set<string>} publicNames
 */
export function countTypes(file, publicNames = new Set()) {
  const types = parse(file).program.body.flatMap((statement) => {
    const declaration = statement.declaration ?? statement
    return typeDeclarations.has(declaration.type)
      ? [{ declaration, isExported: declaration !== statement }]
      : []
  })
  const isPublic = ({ declaration, isExported }) =>
    publicNames.has(`${file.path} ${declaration.id.name}`) || (isExported && isInferred(declaration))
  const publicTypes = types.filter(isPublic).length
  return { internal: types.length - publicTypes, public: publicTypes }
}

/**
 * Functions at top level that are not declarations: constants and default exports that hold a function.
 * @returns {{ place: string, name: string }[]}
 */
export function findTopLevelArrows(file) {
  return parse(file).program.body.flatMap((statement) => {
    const declaration = statement.declaration ?? statement
    const candidates =
      declaration.type === 'VariableDeclaration'
        ? declaration.declarations.map(({ id, init }) => ({ name: id.name, value: init }))
        : [{ name: 'default', value: declaration }]
    return candidates
      .filter(
        ({ value }) => value?.type === 'ArrowFunctionExpression' || value?.type === 'FunctionExpression',
      )
      .map(({ name, value }) => ({ place: `${file.path}:${lineAt(file.text, value.start)}`, name }))
  })
}

function nameOf(node, parent) {
  return node.id?.name ?? parent?.id?.name ?? parent?.key?.name ?? 'anonymous function'
}

/**
 * Every function with more lines than allowed, methods and callbacks included.
 * @returns {{ place: string, name: string, lines: number }[]}
 */
export function findLongFunctions(file, maxLines) {
  const found = []
  walk(parse(file).program, (node, parent) => {
    if (!functionTypes.has(node.type)) return
    const line = lineAt(file.text, node.start)
    const lines = lineAt(file.text, node.end) - line + 1
    if (lines > maxLines) found.push({ place: `${file.path}:${line}`, name: nameOf(node, parent), lines })
  })
  return found
}
