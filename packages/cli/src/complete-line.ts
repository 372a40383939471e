import { resolve } from 'node:path'
import { ShellCompDirective } from '@bomb.sh/tab'
import { commandNames, type CommandRow, commands } from './options/commands.js'
import { hasNegation, isOptionOf, isSwitch, optionRows } from './options/options.js'
import { type LineParts, splitArguments } from './options/parse-arguments.js'

/** A word that may follow, with its description. */
type Candidate = readonly [word: string, description?: string]

interface CompletionContext {
  readonly cwd: string
  readonly specModule: string
}

/**
 * Completes the last word of a command line, in the protocol of the shells' scripts: a line for each word that may
 * follow, then a directive. Without a word, the directive can ask the shell for files.
 * @param line the words after `loadero-test`; the last one may be empty
 */
export async function completeLine(line: readonly string[], context: CompletionContext): Promise<string> {
  const last = line.at(-1) ?? ''
  const found = await candidatesOf(line.slice(0, -1), last, context).catch(() => [])
  if (found === 'files') return `:${ShellCompDirective.ShellCompDirectiveDefault}\n`
  if (found === 'directories') return `:${ShellCompDirective.ShellCompDirectiveFilterDirs}\n`
  const words = found.filter(([word]) =>
    word.startsWith(last.slice(last.startsWith('--') ? last.indexOf('=') + 1 : 0)),
  )
  const lines = words.map((candidate) => candidate.join('\t'))
  return [...lines, `:${ShellCompDirective.ShellCompDirectiveNoFileComp}`, ''].join('\n')
}

/** The words that may be in the place of the last one, however it begins. */
async function candidatesOf(
  before: readonly string[],
  last: string,
  context: CompletionContext,
): Promise<readonly Candidate[] | 'files' | 'directories'> {
  const parts = splitArguments(before)
  const { command, named, words, isTerminated } = parts
  const [, inlineFlag, inlineValue = ''] = /^(--[^=]+)=(.*)$/s.exec(last) ?? []
  const flag = inlineFlag ?? (last.startsWith('-') ? undefined : before.at(-1))
  const own = optionRows.map(([, row]) => row).filter((row) => isOptionOf(command, row))
  const option = own.find((row) => flag !== undefined && [row.flag, row.short].some((one) => one === flag))
  if (option && !isSwitch(option) && !isTerminated) {
    const { placeholder, join: joinRepeated, type, listedIn } = option
    if (placeholder === '<file>' || placeholder === '<path>') return 'files'
    if (placeholder === '<dir>') return 'directories'
    const { projects, tags = [] } = listedIn ? await readConfig(parts, context) : { projects: {} }
    const listed = { projects: Object.keys(projects), tags }
    const value = inlineFlag === undefined ? last : inlineValue
    const listStart = joinRepeated && listedIn !== 'tags' ? value.slice(0, value.lastIndexOf(',') + 1) : ''
    return [...(type.choices ?? []), ...(listedIn ? listed[listedIn] : [])].map((choice) => [
      listStart + choice,
    ])
  }
  if (last.startsWith('-') && !isTerminated) {
    const used = new Set(parts.options.map(({ name }) => name.replace(/^no-/, '')))
    const flags = own
      .filter((row) => row.join || !used.has(row.flag.slice(2)))
      .flatMap((row): readonly Candidate[] => [
        [row.flag, row.help],
        ...(row.short === undefined ? [] : [[row.short, row.help] as const]),
        ...(hasNegation(row) ? [[`--no-${row.flag.slice(2)}`, `turn off ${row.flag}`] as const] : []),
      ])
    return [...flags, ['--help', 'print the help of the command']]
  }
  const { completes = [], maxArguments }: CommandRow = commands[command]
  if (words.length > 0 && maxArguments !== Infinity) return []
  if (completes === 'directories') return completes
  const names = named || words.length > 0 ? [] : commandNames
  const first = names.map((name): Candidate => [name, commands[name].help])
  if (completes !== 'specs') return [...first, ...completes.map((word): Candidate => [word])]
  const { root, include } = await readConfig(parts, context)
  const { discover } = await import('@loadero-test/runner')
  return [...first, ...(await discover({ root, include })).files.map((file): Candidate => [file])]
}

async function readConfig({ options }: LineParts, { cwd, specModule }: CompletionContext) {
  // Most completions need no file, and loading the runner takes longer than all of them.
  const { readConfigFile } = await import('./config/config-file.js')
  const pathOf = (name: string) => {
    const path = options.find((option) => option.name === name)?.value
    return path === undefined ? undefined : resolve(cwd, path)
  }
  const root = pathOf('root') ?? cwd
  // In a shell, anything else than the words is in the way of the line.
  return { root, ...(await readConfigFile(root, pathOf('config'), specModule, () => undefined)) }
}
