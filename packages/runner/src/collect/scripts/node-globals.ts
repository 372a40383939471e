import type { SourceLocation } from '../../model/diagnostic.js'
import { findFreeUses, parseSource } from './syntax-tree.js'
import { problemPlaceOf, type ScriptProblem } from './script-problem.js'

const names = ['process', 'require', 'module', '__dirname', '__filename']

/** Warns of globals of Node.js, which may be missing at Loadero. Packages are not checked. */
export function nodeGlobalsIn(
  code: string,
  locate: (line: number, column: number) => SourceLocation | undefined,
): readonly ScriptProblem[] {
  const program = parseSource(code)
  return (program ? findFreeUses(program, names) : []).flatMap(({ start, name }) => {
    const lines = code.slice(0, start).split('\n')
    const location = locate(lines.length, (lines.at(-1)?.length ?? 0) + 1)
    if (!location || location.file.includes('node_modules/')) return []
    return [
      {
        code: 'script-globals',
        message: `script ${problemPlaceOf(location)} uses ${name}, which may be missing at Loadero, and does not come from this machine`,
        location,
        hint: 'Read the value in the spec file, and pass it with `vars`.',
      },
    ]
  })
}
