import { expect, test } from 'vitest'
import { type CommandName, commandNames, commands } from './commands.js'
import { formatDefault, formatFlag } from './help.js'
import type { OptionRow } from './option-row.js'
import { isOptionOf, optionRows, serveTokenVariable, tokenVariable } from './options.js'

/** All options as Markdown, one line each, so that changes of different rows do not conflict in git. */
function optionsTable(): string {
  return [
    '# Options',
    '',
    'This page is generated from the option table in `src/options`. A test compares the two, and `vitest -u` updates this page.',
    `The token comes from \`${tokenVariable}\` only, that of \`serve\` from \`${serveTokenVariable}\`: process lists and CI logs show flags.`,
    '',
    '## Rules',
    '',
    '- A command refuses the options of other commands. `doctor` takes all options of `run`.',
    '- Flags win over environment variables, these over the configuration file, and that over defaults. An empty variable counts as not set.',
    '- `--flag value` and `--flag=value` are the same. A value that begins with a dash needs the second form: `--name=-x`.',
    '- An empty value is an error. A flag may be given once, except `--reporter` and `--add-reporter`, whose values are joined.',
    '- A switch takes no value. `--no-…` turns it off. Its variable is `true`, `1`, `false` or `0`.',
    '- All words after `--` are arguments, even with a dash.',
    '',
    '## All options',
    '',
    row(['flag', 'commands', 'environment', 'config file', 'default', 'meaning', 'example']),
    row(['---', '---', '---', '---', '---', '---', '---']),
    ...optionRows.map(([, option]) =>
      row([
        code(formatFlag(option)),
        commandsOf(option),
        code(option.env),
        code(option.config),
        code(formatDefault(option)),
        option.help,
        code(option.example),
      ]),
    ),
    '',
  ].join('\n')
}

function commandsOf(option: OptionRow<unknown>): string {
  return commandNames.filter((name) => option.commands.includes(name)).join(', ')
}

function code(text: string | undefined): string {
  return text === undefined ? '' : `\`${text}\``
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`
}

test('the docs list every option of the table', async () => {
  await expect(optionsTable()).toMatchFileSnapshot('../../docs/options.md')
})

/** The type of the configuration file, with a comment for editors on each key. */
function optionSettings(): string {
  const rows = optionRows.filter(([, { config }]) => config !== undefined && config !== 'reporter')
  const lines = rows.flatMap(([, option]) => [
    ...comment(option),
    `  readonly ${option.config}?: ${option.type.configType}`,
  ])
  return [
    '// Generated from the option table in `src/options` by `options-table.test.ts`. `vitest -u` updates it.',
    '',
    '/** The options that the configuration file may set. */',
    'export interface OptionSettings {',
    ...lines,
    '}',
    '',
  ].join('\n')
}

function comment(option: OptionRow<unknown>): readonly string[] {
  const { type, help, flag } = option
  const details = [
    `Must be ${type.meaning}.`,
    formatDefault(option) === undefined ? 'Default: none.' : `Default: ${formatDefault(option)}.`,
    `Flag: \`${flag}\`.`,
  ]
  return ['  /**', `   * ${help[0]?.toUpperCase()}${help.slice(1)}.`, `   * ${details.join(' ')}`, '   */']
}

test('the type of the configuration file matches the table', async () => {
  await expect(optionSettings()).toMatchFileSnapshot('../config/option-settings.ts')
})

test('each flag of a command belongs to one option', () => {
  const names = new Map<CommandName, readonly string[]>(
    commandNames.map((command) => [
      command,
      optionRows
        .filter(([, option]) => isOptionOf(command, option))
        .flatMap(([, { flag, short }]) => [flag, ...(short === undefined ? [] : [short])]),
    ]),
  )
  for (const flags of names.values()) expect(new Set(flags).size).toBe(flags.length)
  expect(Object.keys(commands)).toEqual([...names.keys()])
})

test('every command that runs in a project takes its place and its configuration file', () => {
  const takes = (command: CommandName): string[] =>
    optionRows.flatMap(([, option]) => (isOptionOf(command, option) ? [option.flag] : []))
  const incomplete = commandNames.filter(
    (command) =>
      !['--config', '--dotenv', '--root', '--color'].every((flag) => takes(command).includes(flag)),
  )
  expect(incomplete).toEqual(['serve', 'init', 'browsers', 'complete'])
})
