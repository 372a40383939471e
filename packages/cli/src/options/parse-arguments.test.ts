import { UserError } from '@loadero-test/runner/errors'
import { expect, test } from 'vitest'
import { type CommandName, commandNames, commands } from './commands.js'
import { formatHelp } from './help.js'
import { isOptionOf, isSwitch, optionRows } from './options.js'
import { type Flags, parseArguments } from './parse-arguments.js'

function flagsOf(argv: readonly string[]): Flags {
  const parsed = parseArguments(argv)
  return parsed.kind === 'command' ? parsed.flags : {}
}

/** The message and the hint of a refusal, or the command with its flags. */
function outcomeOf(argv: readonly string[]): string {
  try {
    const parsed = parseArguments(argv)
    return parsed.kind === 'command' ? `${parsed.command} ${JSON.stringify(parsed.flags)}` : 'help'
  } catch (error) {
    return error instanceof UserError ? `${error.message} | ${error.hint}` : String(error)
  }
}

interface Case {
  readonly argv: readonly string[]
  /** A part of the outcome. */
  readonly outcome: string
}

/** The command lines whose outcome differs from what is expected. */
function mismatches(cases: readonly Case[]): readonly unknown[] {
  return cases
    .map(({ argv, outcome }) => ({ line: argv.join(' '), expected: outcome, actual: outcomeOf(argv) }))
    .filter(({ expected, actual }) => !actual.includes(expected))
}

const subjects = ['last', 'dir', 'x'] as const

/** A command line of a command with as many arguments as it needs. */
function lineOf(command: CommandName, ...flags: readonly string[]): readonly string[] {
  return [command, ...subjects.slice(0, commands[command].minArguments), ...flags]
}

const pairs = commandNames.flatMap((command) => optionRows.map(([key, option]) => ({ command, key, option })))
const taken = pairs.filter(({ command, option }) => isOptionOf(command, option))
const withValue = taken.filter(({ option }) => !isSwitch(option))

test('each command takes its own options and no others', () => {
  const cases = pairs.map(({ command, option }): Case => {
    const argv = lineOf(command, ...(isSwitch(option) ? [option.flag] : [option.flag, 'value']))
    // Two options of different commands may have the same flag.
    const own = optionRows.find(([, other]) => other.flag === option.flag && isOptionOf(command, other))
    const outcome = own
      ? `${command} ${JSON.stringify({ [own[0]]: isSwitch(option) ? true : 'value' })}`
      : `Unknown option ${option.flag} for "${command}" | It is an option of: `
    return { argv, outcome }
  })
  expect(cases).toHaveLength(commandNames.length * optionRows.length)
  expect(mismatches(cases)).toEqual([])
})

test('each example in the table is accepted by its command', () => {
  const examples = optionRows.map(([key, option]) => {
    const [flag = '', ...rest] = option.example.split(' ')
    const value = rest.join(' ').replaceAll('"', '')
    const [command = 'run'] = option.commands
    return { key, option, command, value, argv: [flag, ...(value === '' ? [] : [value])] }
  })
  expect(
    mismatches(
      examples.map(({ key, command, argv, value }) => ({
        argv: lineOf(command, ...argv),
        outcome: `${command} ${JSON.stringify({ [key]: value || !argv[0]?.startsWith('--no-') })}`,
      })),
    ),
  ).toEqual([])
  const refused = examples.filter(
    ({ value, option: { type } }) => value !== '' && type.parse(value) === undefined,
  )
  expect(refused).toEqual([])
  const lines = commandNames.map((command): Case => {
    const words = commands[command].example.match(/"[^"]*"|\S+/g) ?? []
    return { argv: words.map((word) => word.replaceAll('"', '')), outcome: `${command} {` }
  })
  expect(mismatches(lines)).toEqual([])
})

test('a missing or empty value is refused', () => {
  const cases = withValue.flatMap(({ command, option: { flag, type } }) => {
    const empty = `The value of ${flag} is empty`
    const advice =
      type.parse('-x') === undefined ? `It must be ${type.meaning}.` : `Write ${flag}=-x for a value`
    return [
      { argv: lineOf(command, flag), outcome: `${flag} needs a value` },
      { argv: lineOf(command, flag, ''), outcome: empty },
      { argv: lineOf(command, flag, '  '), outcome: empty },
      { argv: lineOf(command, `${flag}=`), outcome: empty },
      {
        argv: lineOf(command, flag, '-x'),
        outcome: `${flag} needs a value, but '-x' follows it | ${advice}`,
      },
      { argv: lineOf(command, `${flag}=-x`), outcome: `${command} {` },
    ]
  })
  expect(mismatches(cases)).toEqual([])
})

test('a repeated flag is refused unless its values are joined', () => {
  const cases = taken.map(({ command, key, option }): Case => {
    const once = isSwitch(option) ? [option.flag] : [option.flag, 'a']
    return {
      argv: lineOf(command, ...once, ...once),
      outcome: option.join ? `{"${key}":"${option.join('a', 'a')}"}` : `${option.flag} is given twice`,
    }
  })
  expect(mismatches(cases)).toEqual([])
})

test.each([
  [['-t', 'a', '-t', 'b|c', '--name', '^d$'], { name: 'a|b|c|^d$' }],
  [['--tag', 'x', '--tag', 'y'], { tag: 'x or y' }],
  [['--tag', 'x', '--tag', 'y', '--tag', 'z'], { tag: 'x or y or z' }],
  [['--tag', 'x', '--tag', 'not y', '--tag', 'z'], { tag: 'x or not y or z' }],
  [['--tag', 'x and y', '--tag', '(z)'], { tag: 'x and y or (z)' }],
])('several values of %j mean or', (argv, flags) => {
  expect(parseArguments(['list', ...argv])).toMatchObject({ flags })
})

test('each of several patterns is checked alone', () => {
  expect(() => parseArguments(['list', '-t', 'a', '-t', '('])).toThrow(
    "--name must be a regular expression, not '('",
  )
})

test('each switch has a negation and takes no value', () => {
  const cases = taken
    .filter(({ option }) => isSwitch(option))
    .flatMap(({ command, key, option: { flag } }) => {
      const no = `--no-${flag.slice(2)}`
      const off = `{"${key}":false}`
      return [
        { argv: lineOf(command, no), outcome: off },
        { argv: lineOf(command, `${flag}=false`), outcome: off },
        { argv: lineOf(command, flag, no), outcome: 'is given twice' },
        { argv: lineOf(command, `${flag}=maybe`), outcome: "takes no value, but got 'maybe'" },
      ]
    })
  expect(mismatches(cases)).toEqual([])
})

test('short flags, equal signs, and words after a double dash are read', () => {
  expect(parseArguments(['-t', 'x', 'specs/a', '--retries=2', '-w', '--', '-b'])).toMatchInlineSnapshot(`
    {
      "command": "run",
      "flags": {
        "name": "x",
        "retries": "2",
        "watch": true,
      },
      "kind": "command",
      "named": false,
      "words": [
        "specs/a",
        "-b",
      ],
    }
  `)
  expect(flagsOf(['-tx']).name).toBe('x')
  expect(flagsOf(['-t=x']).name).toBe('x')
  expect(flagsOf(['--reporter', 'dot', '--reporter=junit=a.xml']).reporter).toBe('dot,junit=a.xml')
})

test('an earlier name of an option still works', () => {
  const cases = taken.flatMap(({ command, key, option: { flag, alias } }): readonly Case[] => {
    if (alias === undefined) return []
    const outcome = `${command} ${JSON.stringify({ [key]: 'x' })}`
    return [
      { argv: lineOf(command, alias, 'x'), outcome },
      { argv: lineOf(command, `${alias}=x`), outcome },
      { argv: lineOf(command, alias, 'x', flag, 'y'), outcome: `${flag} is given twice` },
      { argv: lineOf(command, alias), outcome: `${flag} needs a value` },
    ]
  })
  expect(cases.length).toBeGreaterThan(0)
  expect(mismatches(cases)).toEqual([])
})

test('mistakes on the command line are answered with the nearest word', () => {
  const lines = [
    ['list', '--grid', 'x'],
    ['--retires', '2'],
    ['list', '--retires', '2'],
    ['stop'],
    ['stop', 'a', 'b'],
    ['prune', 'specs'],
    ['list', ''],
    ['help', 'plna'],
    ['run', '-x'],
    ['run', '--wat'],
    ['init', '--no-wat'],
  ]
  expect(lines.map((line) => `${line.join(' ')} → ${outcomeOf(line)}`)).toMatchInlineSnapshot(`
    [
      "list --grid x → Unknown option --grid for "list" | It is an option of: run, capacity, serve, doctor.",
      "--retires 2 → Unknown option --retires for "run" | Did you mean --retries?",
      "list --retires 2 → Unknown option --retires for "list" | --retries is an option of: run, capacity, doctor. See \`loadero-test list --help\`.",
      "stop → "stop" needs <session> | See \`loadero-test stop --help\`.",
      "stop a b → "stop" takes only <session>, but got 'b' | See \`loadero-test stop --help\`.",
      "prune specs → "prune" takes no arguments, but got 'specs' | See \`loadero-test prune --help\`.",
      "list  → An argument of "list" is empty | An empty argument often comes from a variable that is not set.",
      "help plna → Unknown command "plna" | Did you mean "plan"?",
      "run -x → Unknown option -x for "run" | --ci is an option of: init. See \`loadero-test run --help\`.",
      "run --wat → Unknown option --wat for "run" | Did you mean --watch?",
      "init --no-wat → Unknown option --no-wat for "init" | --format is an option of: list, plan, history, compare, capacity, doctor. See \`loadero-test init --help\`.",
    ]
  `)
})

test('the help of each command lists its options alone', () => {
  const wrong = pairs.filter(({ command, option: { flag } }) => {
    const pattern = String.raw`^  (-\w, )?--(\[no-\])?${flag.slice(2)}\b(?!-)`
    const isListed = new RegExp(pattern, 'm').test(formatHelp(command))
    return isListed !== taken.some((one) => one.command === command && one.option.flag === flag)
  })
  expect(wrong).toEqual([])
  const lines = commandNames.flatMap((command) => formatHelp(command).split('\n'))
  expect(lines.filter((line) => line.length > 104)).toEqual([])
  expect(parseArguments(['plan', '-h'])).toEqual({ kind: 'help', command: 'plan' })
  expect(parseArguments(['help', 'plan'])).toEqual({ kind: 'help', command: 'plan' })
  expect(parseArguments(['--help'])).toEqual({ kind: 'help', command: undefined })
  expect(formatHelp(undefined)).toMatchSnapshot('general')
  expect(formatHelp('stop')).toMatchSnapshot('stop')
})
