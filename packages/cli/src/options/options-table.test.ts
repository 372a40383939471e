import { expect, test } from 'vitest'
import { initOptions } from './init-options.js'
import { type Option, options, switches, tokenVariable } from './options.js'
import { serveOptions, serveSwitches, serveTokenVariable } from './serve-options.js'

type Valued = Readonly<Record<string, Option<unknown>>>
type OnOrOff = Readonly<Record<string, { readonly flag: string; readonly help: string }>>

/** All options as Markdown, one line each, so that two changes of different rows never meet. */
function optionsTable(): string {
  return [
    '# Options',
    '',
    'What the table in `options.ts` says; a test holds the two together (`vitest -u` writes it anew).',
    `The token comes from \`${tokenVariable}\` alone: process lists and CI logs show flags.`,
    '',
    ...rowsOf(options, switches),
    '',
    '## Options of `serve`',
    '',
    `Its token comes from \`${serveTokenVariable}\`.`,
    '',
    ...rowsOf(serveOptions, serveSwitches),
    '',
    '## Options of `init`',
    '',
    ...rowsOf(initOptions, {}),
    '',
  ].join('\n')
}

function rowsOf(valued: Valued, onOrOff: OnOrOff): readonly string[] {
  return [
    row(['flag', 'environment', 'in the file', 'default', 'what']),
    row(['---', '---', '---', '---', '---']),
    ...Object.values(valued).map(({ flag, env, file, fallback, help }) =>
      row([code(flag), code(env), file ? 'yes' : '', code(shown(fallback)), help]),
    ),
    ...Object.values(onOrOff).map(({ flag, help }) => row([code(flag), '', '', '', help])),
  ]
}

function shown(fallback: unknown): string | undefined {
  return (fallback as string | number | readonly string[] | undefined)?.toString()
}

function code(text: string | undefined): string {
  return text === undefined ? '' : `\`${text}\``
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`
}

test('the docs have every option as the table has it', async () => {
  await expect(optionsTable()).toMatchFileSnapshot('../../docs/options.md')
})
