import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { UserError } from '@loadero-test/runner/errors'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { completeCommand } from './commands/complete.js'
import { commandNames, commands } from './options/commands.js'
import { isOptionOf, isSwitch, optionRows } from './options/options.js'
import { completeLine } from './complete-line.js'

let cwd: string

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'completion-'))
  await mkdir(join(cwd, 'specs', 'shop'), { recursive: true })
  await mkdir(join(cwd, 'other'))
  await writeFile(join(cwd, 'specs', 'login.loadero.ts'), '')
  await writeFile(join(cwd, 'specs', 'shop', 'cart.loadero.ts'), '')
  await writeFile(join(cwd, 'other', 'call.loadero.js'), '')
  const config = (settings: object) => `console.log('loaded')\nexport default ${JSON.stringify(settings)}`
  await writeFile(
    join(cwd, 'loadero.config.mjs'),
    config({
      include: ['specs/**/*.loadero.ts'],
      tags: ['smoke', 'slow'],
      projects: { staging: { id: 1 }, production: { id: 2 } },
    }),
  )
  await writeFile(join(cwd, 'loadero.ci.mjs'), config({ projects: { nightly: { id: 3 } } }))
  await writeFile(join(cwd, 'broken.mjs'), 'throw new Error("broken")')
})

afterAll(() => rm(cwd, { recursive: true }))

/** The completions of a line, without their descriptions. The bar is the cursor. */
async function complete(line: string) {
  const words = line.replace('|', '').split(' ')
  const lines = (await completeLine(words, { cwd, specModule: '' })).trimEnd().split('\n')
  return [...lines.slice(0, -1).map((one) => one.split('\t')[0]), lines.at(-1)].join(' ')
}

test.each([
  // Commands and spec files
  ['pl|', 'plan :4'],
  ['pu|', 'push pull :4'],
  ['plan |', 'specs/login.loadero.ts specs/shop/cart.loadero.ts :4'],
  ['plan specs/s|', 'specs/shop/cart.loadero.ts :4'],
  ['specs/l|', 'specs/login.loadero.ts :4'],
  ['specs/login.loadero.ts p|', ':4'],
  ['run specs/login.loadero.ts specs/shop|', 'specs/shop/cart.loadero.ts :4'],
  ['list --root other |', 'call.loadero.js :4'],
  ['prune |', ':4'],
  // Arguments
  ['api |', 'GET POST PUT DELETE :4'],
  ['api G|', 'GET :4'],
  ['api GET |', ':4'],
  ['stop |', 'last :4'],
  ['report last |', ':4'],
  ['merge-reports |', ':16'],
  ['complete |', 'bash zsh fish powershell :4'],
  // Options of the command alone
  ['plan --re|', '--requests-per-second :4'],
  ['run --re|', '--requests-per-second --retries --retry-failed --reporter --require-baseline :4'],
  ['--bro|', '--browser-path :4'],
  ['list --bro|', ':4'],
  ['serve --pro|', '--project --projects :4'],
  ['complete --|', '--help :4'],
  ['run -t|', '-t :4'],
  ['run --no-p|', '--no-pass-with-no-tests --no-push :4'],
  // An option that is given is not offered again, unless its values are joined
  ['run --retries 2 --re|', '--requests-per-second --retry-failed --reporter --require-baseline :4'],
  ['run --no-push --pu|', ':4'],
  ['run --reporter dot --repo|', '--reporter :4'],
  ['plan -t x --na|', '--name :4'],
  ['plan --prefix x --pref|', ':4'],
  // Values
  ['run --artifacts |', 'all failed none :4'],
  ['run --artifacts=|', 'all failed none :4'],
  ['run --artifacts=f|', 'failed :4'],
  ['run --reporter q|', 'quiet :4'],
  ['run --reporter console,j|', 'console,junit console,json :4'],
  ['run --reporter=console,n|', 'console,ndjson :4'],
  ['init --ci g|', 'github gitlab :4'],
  ['serve --engine |', 'browser simulate none :4'],
  ['run --retries |', ':4'],
  ['run --shard |', ':4'],
  ['run --project |', 'staging production :4'],
  ['run --project st|', 'staging :4'],
  ['pull --project=p|', 'production :4'],
  ['run --config loadero.ci.mjs --project |', 'nightly :4'],
  ['run --tag s|', 'smoke slow :4'],
  ['serve --project |', ':4'],
  // Files
  ['run --config |', ':0'],
  ['run --config x|', ':0'],
  ['run --dotenv=|', ':0'],
  ['run --output-dir |', ':16'],
  ['serve --seed |', ':0'],
  // A value before does not hide the command, and a switch has none
  ['--retries=2 --artifacts |', 'all failed none :4'],
  ['--retries 2 plan --det|', '--detailed-exitcode :4'],
  ['run --local sp|', 'specs/login.loadero.ts specs/shop/cart.loadero.ts :4'],
  ['run --artifacts --lo|', '--local :4'],
  // Words after a double dash are arguments
  ['run -- --re|', ':4'],
  ['run -- specs/l|', 'specs/login.loadero.ts :4'],
  // What cannot be completed has no completions
  ['run --wat |', 'specs/login.loadero.ts specs/shop/cart.loadero.ts :4'],
  ['run --wxy|', ':4'],
  ['run --config broken.mjs --project |', ':4'],
  ['run --config missing.mjs |', ':4'],
  ['--help|', '--help :4'],
])('%s is completed', async (line, expected) => {
  expect(await complete(line)).toBe(expected)
})

test('what the configuration file prints is not shown', async () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    expect(await complete('run --project |')).toContain('staging')
    expect(write).not.toHaveBeenCalled()
  } finally {
    write.mockRestore()
  }
})

test('an empty line is completed with all commands and spec files', async () => {
  expect(await complete('|')).toBe(
    `${commandNames.join(' ')} specs/login.loadero.ts specs/shop/cart.loadero.ts :4`,
  )
})

test('each command is completed with its own options alone', async () => {
  const lines = await Promise.all(
    commandNames.map(async (command) => ({ command, words: (await complete(`${command} --|`)).split(' ') })),
  )
  for (const { command, words } of lines) {
    const own = optionRows.map(([, row]) => row).filter((row) => isOptionOf(command, row))
    expect(words.filter((word) => !word.startsWith('--no-'))).toEqual([
      ...own.map(({ flag }) => flag),
      '--help',
      ':4',
    ])
  }
})

test('the value of each option is completed with its choices or files', async () => {
  const pairs = commandNames.flatMap((command) =>
    optionRows
      .filter(([, row]) => isOptionOf(command, row) && !isSwitch(row))
      .map(([, row]) => ({ command, row })),
  )
  for (const { command, row } of pairs.filter(({ row: { listedIn } }) => listedIn === undefined)) {
    const file = /^<(file|path)>$/.test(row.placeholder ?? '') ? ':0' : undefined
    const directory = row.placeholder === '<dir>' ? ':16' : undefined
    const expected = file ?? directory ?? [...(row.type.choices ?? []), ':4'].join(' ')
    expect([row.flag, await complete(`${command} ${row.flag} |`)]).toEqual([row.flag, expected])
    expect([row.flag, await complete(`${command} ${row.flag}=|`)]).toEqual([row.flag, expected])
  }
})

test('descriptions are on the line of their word', async () => {
  for (const line of await completeLine(['run', '-'], { cwd, specModule: '' }).then((text) =>
    text.split('\n'),
  ))
    expect(line).toMatch(/^(--?[a-z-]+\t[^\t]+|:4|)$/)
})

/** The script of a shell. */
async function scriptOf(shell: string): Promise<string> {
  let text = ''
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void (text += `${line}\n`))
  try {
    await completeCommand([shell], (data) => void (text += data))
  } finally {
    log.mockRestore()
  }
  return text
}

test.each(commands.complete.completes)('the script for %s asks for completions', async (shell) => {
  expect(await scriptOf(shell)).toMatch(/loadero-test complete (--|'--')/)
})

test('an unknown shell is refused with the known ones', async () => {
  const hint = 'Use one of: bash, zsh, fish, powershell.'
  await expect(scriptOf('csh')).rejects.toThrow(new UserError('usage', "'csh' is not a shell", hint))
})

test.runIf(process.platform !== 'win32')('bash completes a line with the script', async () => {
  const program = `
    _get_comp_words_by_ref() { cur=\${COMP_WORDS[COMP_CWORD]}; words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; }
    loadero-test() { printf 'asked\\t%s\\nother\\n:4\\n' "$*"; }
    compopt() { :; }
    ${await scriptOf('bash')}
    COMP_WORDS=(loadero-test plan a); COMP_CWORD=2
    __loadero_test_complete
    echo "$COMPREPLY"
    complete -p loadero-test`
  const { stdout } = await promisify(execFile)('bash', ['--norc', '-c', program])
  expect(stdout).toBe('asked\ncomplete -o default -F __loadero_test_complete loadero-test\n')
})
