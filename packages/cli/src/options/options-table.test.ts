import { expect, test } from 'vitest'
import { initOptions } from './init-options.js'
import { type CliOption, options, switches, tokenVariable } from './options.js'
import { serveOptions, serveSwitches, serveTokenVariable } from './serve-options.js'

type OptionRows = Readonly<Record<string, CliOption<unknown>>>
type SwitchRows = Readonly<
  Record<string, { readonly flag: string; readonly env?: string; readonly help: string }>
>

/** All options as Markdown, one line each, so that changes of different rows do not conflict in git. */
function optionsTable(): string {
  return [
    '# Options',
    '',
    'This page is generated from `options.ts`. A test compares the two, and `vitest -u` updates this page.',
    `The token comes from \`${tokenVariable}\` only: process lists and CI logs show flags.`,
    '',
    ...rowsOf(options, switches),
    '',
    '## Options of `serve`',
    '',
    `The token comes from \`${serveTokenVariable}\`.`,
    '',
    ...rowsOf(serveOptions, serveSwitches),
    '',
    '## Options of `init`',
    '',
    ...rowsOf(initOptions, {}),
    '',
  ].join('\n')
}

function rowsOf(optionRows: OptionRows, switchRows: SwitchRows): readonly string[] {
  return [
    row(['flag', 'environment', 'config file', 'default', 'meaning']),
    row(['---', '---', '---', '---', '---']),
    ...Object.values(optionRows).map(({ flag, env, file, fallback, help }) =>
      row([code(flag), code(env), file ? 'yes' : '', code(formatDefault(fallback)), help]),
    ),
    ...Object.values(switchRows).map(({ flag, env, help }) => row([code(flag), code(env), '', '', help])),
  ]
}

function formatDefault(fallback: unknown): string | undefined {
  return (fallback as string | number | readonly string[] | undefined)?.toString()
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
