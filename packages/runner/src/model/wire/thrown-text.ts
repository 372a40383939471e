import { relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { realPath } from '@loadero-test/core/internal'
import type { SourceLocation } from '../diagnostic.js'
import { packageFolder } from './package-folder.js'
import type { ThrownError } from '../thrown-error.js'

const maxFrames = 5
const maxDiffLines = 60

/** The folder with the packages of this tool, which is not `node_modules` in its own repository. */
const ownPackages = fileURLToPath(new URL('../', packageFolder))

/** Where the author's code threw: the helper's own line if the error comes from a helper. */
export function thrownAt(error: ThrownError, root: string): SourceLocation | undefined {
  if (error.position) {
    const { file, line, column } = error.position
    return { file: shownPath(file, root), line, column }
  }
  return framesOf(error.stack, root)[0]?.location
}

interface StackFrame {
  readonly location: SourceLocation
  readonly text: string
}

/** The frames in files of the author: not in Node, not in a package and not in this tool. */
export function framesOf(stack: string, root: string): readonly StackFrame[] {
  return stack.split('\n').flatMap((line): StackFrame[] => {
    const match = /^\s*at (?:(.*) \()?((?:file:\/\/)?[^()]+?):(\d+):(\d+)\)?$/.exec(line)
    if (!match) return []
    const [, name = '', at = '', row, column] = match
    // Frames of the loader: the function around a module, and the reading of an import.
    if (name.includes('__loadero_module__') || name.startsWith('Module.get [as ')) return []
    const path = at.startsWith('file:') ? pathOfUrl(at) : at.replace(/^async /, '')
    if (path.startsWith('node:') || path.includes('node_modules') || path.startsWith(ownPackages)) return []
    const location = { file: shownPath(path, root), line: Number(row), column: Number(column) }
    return [
      {
        location,
        text: `${/^(?:Object\.)?(?:<anonymous>)?$/.test(name) ? '' : `${name} `}${location.file}:${row}:${column}`,
      },
    ]
  })
}

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url)
  } catch {
    return url
  }
}

/** From the root, which may be a link. */
function shownPath(path: string, root: string): string {
  const fromRoot = relative(root, path)
  return (fromRoot.startsWith('..') ? relative(realPath(root), path) : fromRoot).split(sep).join('/')
}

/** `TypeError: x is not a function`; an ordinary error has no name before its message. */
export function thrownMessage({ name, message }: ThrownError): string {
  const isPlain = name === undefined || name === 'Error' || name === 'AssertionError' || name === 'UserError'
  const text = message === '' ? (name ?? 'an error without a message') : message
  return isPlain ? text : `${name}: ${text}`
}

/** Everything after the first line of the message: its other lines, the values, the place, and the causes. */
export function thrownDetails(error: ThrownError, root: string, depth = 0): readonly string[] {
  const [, ...rest] = thrownMessage(error).split('\n')
  const diff = error.diff?.split('\n') ?? []
  const frames = framesOf(error.stack, root).slice(0, maxFrames)
  const causes = error.causes.flatMap((cause) => {
    const [first = ''] = thrownMessage(cause).split('\n')
    return [`Caused by: ${first}`, ...thrownDetails(cause, root, depth + 1).map((line) => `  ${line}`)]
  })
  return [
    ...rest,
    ...diff.slice(0, maxDiffLines),
    ...(diff.length > maxDiffLines ? [`… ${diff.length - maxDiffLines} more lines`] : []),
    ...frames.map(({ text }) => `at ${text}`),
    ...causes,
  ].filter((line, index) => line !== '' || index < rest.length)
}

/** The first position in a file in a stack. */
export function findPosition(stack: string, file: string): { line: number; column: number } | undefined {
  return findPositions(stack, file)[0]
}

/** All positions in a file in a stack, the innermost first. */
export function findPositions(stack: string, file: string): readonly { line: number; column: number }[] {
  const find = (path: string) => {
    // The URL takes time, and few stacks have it.
    for (const nameOf of [() => path, () => pathToFileURL(path).href]) {
      const positions = stack.split(nameOf()).flatMap((rest, index) => {
        const [, line, column] = (index > 0 && /^:(\d+):(\d+)/.exec(rest)) || []
        return line === undefined ? [] : [{ line: Number(line), column: Number(column) }]
      })
      if (positions.length > 0) return positions
    }
    return undefined
  }
  const found = find(file)
  if (found) return found
  const real = realPath(file)
  return (real === file ? undefined : find(real)) ?? []
}
