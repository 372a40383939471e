// Reads the files of the workspace, and their syntax trees, for the checks of this folder.
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'

/** @typedef {{ path: string, text: string }} SourceFile A file by its path from the root, with `/` between the parts. */

export const root = fileURLToPath(new URL('..', import.meta.url))

const ignored = new Set(['node_modules', 'dist', 'bundle', 'coverage', '.loadero', '.git'])
const codeExtensions = new Set(['.ts', '.mts', '.js', '.mjs', '.cjs', '.tsx'])

function listFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !ignored.has(entry.name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) return listFiles(path)
      return entry.isFile() ? [path] : []
    })
}

/**
 * Every file below the root that the filter accepts.
 * @param {(path: string) => boolean} accept
 * @returns {SourceFile[]}
 */
export function readFiles(accept) {
  return listFiles('')
    .filter(accept)
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

export function isCode(path) {
  return codeExtensions.has(extname(path))
}

/** Whether the file is a test or a helper of tests. */
export function isTestFile(path) {
  return /\.test\.[cm]?[jt]sx?$/.test(path) || /^packages\/[^/]+\/test\//.test(path)
}

/** Whether the file is code of a package that users install. */
export function isProductCode(path) {
  return /^packages\/[^/]+\/(src|host|page)\//.test(path) && isCode(path) && !isTestFile(path)
}

/**
 * The syntax tree, the comments and the imports of one file.
 * @param {SourceFile} file
 * @throws Error where the file cannot be parsed
 */
export function parse({ path, text }) {
  const result = parseSync(path, text)
  const [error] = result.errors
  if (error) throw new Error(`Cannot parse ${path}: ${error.message}`)
  return result
}

/**
 * Calls `visit` for each node of a syntax tree, parents first, with the parent and the key under it.
 * `visit` returns false to skip the children.
 */
export function walk(node, visit, parent, key) {
  if (visit(node, parent, key) === false) return
  for (const [childKey, child] of Object.entries(node)) {
    for (const candidate of Array.isArray(child) ? child : [child]) {
      if (typeof candidate?.type === 'string') walk(candidate, visit, node, childKey)
    }
  }
}

/** The line of an offset, from 1. */
export function lineAt(text, offset) {
  let line = 1
  for (
    let index = text.indexOf('\n');
    index !== -1 && index < offset;
    index = text.indexOf('\n', index + 1)
  ) {
    line += 1
  }
  return line
}
