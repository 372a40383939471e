import { resolve } from 'node:path'
import picomatch from 'picomatch'

/** A glob of spec files: where to search, and which paths below it match. */
export interface IncludePattern {
  /** Absolute path of the folder that all its files are below. */
  readonly base: string
  readonly matches: (pathBelowBase: string) => boolean
  /** The names of folders that it mentions. */
  readonly names: ReadonlySet<string>
}

/** Characters that mean something else in a glob than in a path, and letters that can be composed in several ways. */
const notPlain = /[*?{}()[\]!\\]|[^\p{ASCII}]/u

/** `[slug]`, and a `(group)` that has no alternatives and belongs to no `@(…)`. */
const bracket = /\[[^\]/]*\]+|(?<![@?*+!])\([^()|/]*\)/g

const maxBrackets = 5

/**
 * Reads a glob. Routers name folders `(group)` and `[slug]`, so a group without alternatives is a name, and a set of
 * characters matches both its characters and itself.
 */
export function readIncludePattern(root: string, pattern: string): IncludePattern {
  const segments = pattern.normalize('NFC').replace(/^\.\//, '').replace(/\/+$/, '').split('/')
  const firstGlob = segments.findIndex((segment) => notPlain.test(segment))
  const baseLength = firstGlob === -1 ? segments.length - 1 : firstGlob
  const glob = segments.slice(baseLength).join('/')
  return {
    base: resolve(root, `${segments.slice(0, baseLength).join('/')}${baseLength > 0 ? '/' : ''}`),
    // A pattern without a name, such as `./`, is of no file.
    matches: glob === '' ? () => false : picomatch([...readings(glob)], { dot: true, posix: true }),
    names: new Set(glob.split(/[/{},()|]/)),
  }
}

/** The globs that a glob with brackets can mean. */
function readings(glob: string): readonly string[] {
  const brackets = [...glob.matchAll(bracket)]
  const choices = brackets.length > maxBrackets ? 1 : brackets.length
  return Array.from({ length: 2 ** choices }, (_, choice) => {
    let index = 0
    return glob.replaceAll(bracket, (text) => {
      const isName = text.startsWith('(') || ((choice >> (choices === 1 ? 0 : index)) & 1) === 1
      index++
      return isName ? text.replaceAll(/[()[\]]/g, String.raw`\$&`) : text
    })
  })
}
