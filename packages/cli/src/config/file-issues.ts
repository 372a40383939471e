import { readFileSync } from 'node:fs'
import {
  formatIssue,
  type SchemaError,
  type SchemaIssue,
  schemaIssuesOf,
} from '@loadero-test/core/internal/schemas'
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser'
import type { z } from 'zod'

interface CheckedFile {
  readonly schema: z.ZodType
  readonly value: unknown
  /** File name, for messages. */
  readonly file: string
  readonly text: string
}

/** One line for each problem of a file that is code: `loadero.config.ts:3: concurrency: must be …`. */
export function formatFileIssues(
  { issues }: z.ZodError,
  { schema, value, file, text }: CheckedFile,
): readonly string[] {
  return schemaIssuesOf(issues, schema, value).map((issue) => {
    const line = lineOfKey(text, [...issue.path.map(String), ...unknownKeyOf(issue)])
    return `${file}${line === undefined ? '' : `:${line}`}: ${formatIssue(issue)}`
  })
}

/** A key of the configuration file with its line: `loadero.config.ts:3: concurrency:`. */
export function formatKeyPlace(
  path: readonly string[],
  { name, path: file }: { readonly name: string; readonly path?: string },
): string {
  const line = file === undefined ? undefined : lineOfKey(readFileSync(file, 'utf8'), path)
  return `${name}${line === undefined ? '' : `:${line}`}: ${path.join('.')}:`
}

/** One line for each problem of a JSON file: `scenario.json:4: participants[0].result: must be …`. */
export function formatJsonIssues({ issues }: SchemaError, file: string, text: string): readonly string[] {
  const root = parseTree(text)
  return issues.map((issue) => `${file}:${lineAt(text, offsetOf(root, issue))}: ${formatIssue(issue)}`)
}

/** Where the value is, or the innermost object that should contain it. */
function offsetOf(root: Node | undefined, issue: SchemaIssue): number {
  const path = [...issue.path, ...unknownKeyOf(issue)].map((key) =>
    typeof key === 'number' ? key : String(key),
  )
  if (root === undefined) return 0
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length))
    if (node) return (node.parent?.type === 'property' ? node.parent : node).offset
  }
  return root.offset
}

function unknownKeyOf({ message }: SchemaIssue): readonly string[] {
  const [, key] = /^unknown key '(.*)'$/.exec(message) ?? []
  return key === undefined ? [] : [key]
}

/** The line of a key in code: each key of the path is searched after the one before. Places in a list have no key. */
function lineOfKey(text: string, path: readonly string[]): number | undefined {
  let offset = 0
  let found: number | undefined
  for (const key of path.filter((one) => !/^\d+$/.test(one))) {
    const escaped = key.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    const match = new RegExp(String.raw`(?<![\w$])['"]?${escaped}['"]?\s*[:,}]`).exec(text.slice(offset))
    if (!match) break
    offset += match.index
    found = lineAt(text, offset)
    offset += match[0].length - 1
  }
  return found
}

/** The line of an offset in a text; the first one is 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
