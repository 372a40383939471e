import { type CommandName, commandNames, commands } from './commands.js'
import type { OptionRow } from './option-row.js'
import { hasNegation, isOptionOf, optionRows, serveTokenVariable, tokenVariable } from './options.js'

const width = 100

const exitHelp =
  'Exit codes: 0 passed · 1 failed · 2 usage, spec or plan error · 3 nothing to run · 4 refused by Loadero · 5 over a limit · 75 errored, retry later · 129, 130, 131, 143 interrupted'

/** Commands that send nothing to Loadero, and start no command that does. */
const withoutToken: readonly CommandName[] = ['browsers', 'complete', 'init', 'list', 'merge-reports']

const argumentHelp: Readonly<Record<string, string>> = {
  '[filter…]': 'only spec files whose path contains one of these texts; each must match a file',
  '<method> <path>': 'an HTTP method and a path below the API base, without a query',
  '<session>': 'id of a session, or last',
  '<before> <after>': 'each a session, last, the id of a run at Loadero, or the path of a report.json',
  '[session]': 'id of a session, or last; none with --run',
  '<test>': 'full name of a test, such as "call > two people", or its id at Loadero',
  '<spec>': 'part of the path of a spec file; with --name and --tag, the command must select one test',
  'install [browser[@version]]':
    'chrome-headless-shell (default) or chrome; a version such as 131, 131.0.6778.108 or stable (default)',
  '<shell>': commands.complete.completes.join(', '),
  '<dir>': 'directory with the output directories of all shards',
}

/** The help of one command, or of all. */
export function formatHelp(command: CommandName | undefined): string {
  const lines =
    command === undefined
      ? [
          'Usage: loadero-test [command] [arguments] [options]',
          '',
          ...wrap(
            'Runs load tests of web and WebRTC apps, declared in *.loadero.ts files, at Loadero or on this machine.',
          ),
          '',
          'Commands:',
          ...table(
            commandNames.map((name) => [`${name} ${commands[name].usage}`.trim(), commands[name].help]),
          ),
          '',
          'Options of a command: loadero-test <command> --help',
          '-v, --version prints the version.',
          '',
          `The token of the Loadero project comes from the environment: ${tokenVariable}.`,
        ]
      : commandHelp(command)
  return `${[...lines, '', ...wrap(exitHelp)].join('\n')}\n`
}

function commandHelp(name: CommandName): readonly string[] {
  const { usage, help, example } = commands[name]
  const rows = optionRows.filter(([, row]) => isOptionOf(name, row)).map(([, row]) => row)
  const token = name === 'serve' ? serveTokenVariable : tokenVariable
  const argument = argumentHelp[usage]
  return [
    `Usage: loadero-test ${[name, usage, '[options]'].filter(Boolean).join(' ')}`,
    '',
    ...wrap(`${help[0]?.toUpperCase()}${help.slice(1)}.`),
    ...(argument === undefined ? [] : ['', 'Arguments:', ...table([[usage, argument]])]),
    '',
    'Options:',
    ...table([
      ...rows.map((row): [string, string] => {
        const fallback = formatDefault(row)
        const sources = [
          ...(row.env === undefined ? [] : [`env ${row.env}`]),
          ...(fallback === undefined ? [] : [`default ${fallback}`]),
        ]
        return [formatFlag(row), `${row.help}${sources.length > 0 ? ` (${sources.join(', ')})` : ''}`]
      }),
      ['-h, --help', 'print this help'],
    ]),
    '',
    `For example: loadero-test ${example}`,
    ...(withoutToken.includes(name) ? [] : [`The token comes from the environment: ${token}.`]),
  ]
}

/** `-t, --name <pattern>` or `--[no-]push`. */
export function formatFlag(row: OptionRow<unknown>): string {
  const { flag, short, placeholder } = row
  const long = hasNegation(row) ? `--[no-]${flag.slice(2)}` : flag
  return [short === undefined ? long : `${short}, ${long}`, placeholder].filter(Boolean).join(' ')
}

/** The default of an option as text; undefined when it has none worth a mention. */
export function formatDefault({ fallback, type }: OptionRow<unknown>): string | undefined {
  if (typeof fallback !== 'string' && typeof fallback !== 'number')
    return fallback === true ? 'on' : undefined
  if (fallback === '') return undefined
  // Times are kept in milliseconds.
  if (type.meaning.includes('duration')) return `${Number(fallback) / 1_000}s`
  return type.meaning.includes('seconds') ? String(Number(fallback) / 1_000) : String(fallback)
}

function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const first = Math.min(34, Math.max(...rows.map(([name]) => name.length)) + 2)
  return rows.flatMap(([name, text]) => {
    const [start = '', ...rest] = wrap(text, width - first - 2)
    const indent = ' '.repeat(first + 2)
    const lines = rest.map((line) => indent + line)
    return name.length + 2 > first
      ? [`  ${name}`, indent + start, ...lines]
      : [`  ${name.padEnd(first)}${start}`, ...lines]
  })
}

function wrap(text: string, columns = width): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < columns) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
