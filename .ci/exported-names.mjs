// Finds exported names with two meanings and exported types that hide a global.
import globals from 'globals'
import { lineAt, parse } from './sources.mjs'

/** Types of TypeScript's libraries that do not exist at run time, so that no list of globals has them. */
const typeOnlyGlobals =
  'Record Partial Required Readonly Pick Omit Exclude Extract Parameters ReturnType Awaited NonNullable InstanceType Report Transferable Iterable'

/** The names that a statement declares: a function, a class, a type, or variables. */
function declaredNames(declaration) {
  if (declaration.type !== 'VariableDeclaration') return declaration.id ? [declaration.id.name] : []
  return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
}

const typeDeclarations = new Set([
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSEnumDeclaration',
  'ClassDeclaration',
])

/**
 * The exported declarations of a file, without its re-exports.
 * @returns {{ file: string, name: string, line: number, isType: boolean }[]}
 */
export function listExports(file) {
  const { body } = parse(file).program
  const declared = new Map(
    body
      .map((statement) => ('declaration' in statement && statement.declaration) || statement)
      .flatMap((declaration) =>
        declaration.type === 'VariableDeclaration' || declaration.id
          ? declaredNames(declaration).map((name) => [name, declaration])
          : [],
      ),
  )
  return body
    .filter(({ type, source }) => type === 'ExportNamedDeclaration' && !source)
    .flatMap(({ declaration, specifiers }) => [
      ...(declaration ? declaredNames(declaration).map((name) => ({ name, declaration })) : []),
      ...specifiers
        .filter(({ local }) => declared.has(local.name))
        .map(({ local, exported }) => ({ name: exported.name, declaration: declared.get(local.name) })),
    ])
    .map(({ name, declaration }) => ({
      file: file.path,
      name,
      line: lineAt(file.text, declaration.start),
      isType: typeDeclarations.has(declaration.type),
    }))
}

/**
 * Names that more than one file declares and exports.
 * @param {import('./sources.mjs').SourceFile[]} files
 * @param {import('./glossary.mjs').Glossary} glossary
 * @returns {{ name: string, places: string[] }[]}
 */
export function findHomonyms(files, { sharedNames }) {
  const places = new Map()
  for (const file of files) {
    for (const { name, line } of listExports(file)) {
      if (sharedNames.has(name)) continue
      const inFiles = places.get(name) ?? new Map()
      if (!inFiles.has(file.path)) inFiles.set(file.path, `${file.path}:${line}`)
      places.set(name, inFiles)
    }
  }
  return [...places]
    .filter(([, inFiles]) => inFiles.size > 1)
    .map(([name, inFiles]) => ({ name, places: [...inFiles.values()] }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

const globalNames = new Set([
  ...Object.keys({ ...globals.builtin, ...globals.browser, ...globals.node }),
  ...typeOnlyGlobals.split(' '),
])

/**
 * Exported types that hide a global of JavaScript, of TypeScript or of the browser.
 * @param {import('./sources.mjs').SourceFile[]} files
 * @param {import('./glossary.mjs').Glossary} glossary
 */
export function findShadows(files, { shadows }) {
  return files
    .flatMap(listExports)
    .filter(({ name, isType }) => isType && globalNames.has(name))
    .filter(({ name, file }) => !shadows.some((shadow) => shadow.name === name && shadow.path.test(file)))
}
