import { UserError } from '@loadero-test/runner/errors'
import { expect, test } from 'vitest'
import { commandNames, commands } from './commands.js'
import { formatHelp } from './help.js'
import { isOptionOf, isSwitch, optionRows } from './options.js'
import { type Flags, parseArguments } from './parse-arguments.js'

function flagsOf(argv: readonly string[]): Flags {
  const parsed = parseArguments(argv)
  return parsed.kind === 'command' ? parsed.flags : {}
}

/** The message and the hint of a refusal, or what was parsed. */
function outcomeOf(argv: readonly string[]): unknown {
  try {
    return parseArguments(argv)
  } catch (error) {
    return error instanceof UserError ? `${error.message} | ${error.hint}` : error
  }
}

const subjects = ['last', 'dir', 'x'] as const

/** A command line of a command with as many arguments as it needs. */
function lineOf(command: (typeof commandNames)[number], ...flags: readonly string[]): readonly string[] {
  return [command, ...subjects.slice(0, commands[command].minArguments), ...flags]
}

const pairs = commandNames.flatMap((command) =>
  optionRows.map(([key, option]) => ({ command, key, flag: option.flag, option })),
)

test('each command takes its own options and no others', () => {
  for (const { command, key, option } of pairs) {
    const value = 'some text'
    const argv = lineOf(command, ...(isSwitch(option) ? [option.flag] : [option.flag, value]))
    const outcome = outcomeOf(argv)
    // Two options of different commands may have the same flag.
    const twin = optionRows.find(([, other]) => other.flag === option.flag && isOptionOf(command, other))
    if (twin) {
      expect(outcome, argv.join(' ')).toMatchObject({
        command,
        flags: { [twin[0]]: isSwitch(option) ? true : value },
      })
    } else {
      expect(outcome, `${argv.join(' ')} (${key})`).toMatch(
        new RegExp(
          `^Unknown option ${option.flag} for "${command}" \\| It is an option of: .*${option.commands[0]}`,
        ),
      )
    }
  }
})

test('each example in the table is accepted by its command', () => {
  for (const [key, option] of optionRows) {
    const [flag = '', ...rest] = option.example.split(' ')
    const value = rest.join(' ').replaceAll('"', '')
    const argv = rest.length === 0 ? [flag] : [flag, value]
    const [command = 'run'] = option.commands
    const parsed = flagsOf(lineOf(command, ...argv))[key]
    if (isSwitch(option)) expect(parsed, option.example).toBe(!flag.startsWith('--no-'))
    else {
      expect(parsed, option.example).toBe(value)
      expect(option.type.parse(value), option.example).toBeDefined()
    }
  }
  for (const command of commandNames) {
    const words = (commands[command].example.match(/"[^"]*"|\S+/g) ?? []).map((word) =>
      word.replaceAll('"', ''),
    )
    expect(outcomeOf(words)).toMatchObject({ command, named: true })
  }
})

test('a value is refused when it is missing, empty or repeated', () => {
  for (const { command, flag, option } of pairs.filter(({ command: name, option: row }) =>
    isOptionOf(name, row),
  )) {
    if (isSwitch(option)) {
      expect(outcomeOf(lineOf(command, `${flag}=maybe`))).toMatch(/takes no value, but got 'maybe'/)
    } else {
      expect(outcomeOf(lineOf(command, flag))).toMatch(`${flag} needs a value`)
      for (const empty of [[flag, ''], [flag, '  '], [`${flag}=`]])
        expect(outcomeOf(lineOf(command, ...empty))).toMatch(`The value of ${flag} is empty`)
      expect(outcomeOf(lineOf(command, flag, '-x'))).toMatch(`Write ${flag}=-x`)
      expect(outcomeOf(lineOf(command, `${flag}=-x`))).toMatchObject({ command })
    }
    const once = isSwitch(option) ? [flag] : [flag, 'a']
    const twice = outcomeOf(lineOf(command, ...once, ...once))
    if (option.repeatable) expect(twice).toMatchObject({ command })
    else expect(twice).toMatch(`${flag} is given twice`)
  }
})

test('each switch has a negation', () => {
  for (const [key, option] of optionRows.filter(([, row]) => isSwitch(row))) {
    const [command = 'run'] = option.commands
    const no = `--no-${option.flag.slice(2)}`
    expect(flagsOf(lineOf(command, no))[key]).toBe(false)
    expect(flagsOf(lineOf(command, `${option.flag}=false`))[key]).toBe(false)
    expect(outcomeOf(lineOf(command, option.flag, no))).toMatch('is given twice')
  }
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
  expect(lines.map((line) => `${line.join(' ')} → ${String(outcomeOf(line))}`)).toMatchInlineSnapshot(`
    [
      "list --grid x → Unknown option --grid for "list" | It is an option of: run, serve, doctor.",
      "--retires 2 → Unknown option --retires for "run" | Did you mean --retries?",
      "list --retires 2 → Unknown option --retires for "list" | --retries is an option of: run, doctor. See \`loadero-test list --help\`.",
      "stop → "stop" needs <session> | See \`loadero-test stop --help\`.",
      "stop a b → "stop" takes only <session>, but got 'b' | See \`loadero-test stop --help\`.",
      "prune specs → "prune" takes no arguments, but got 'specs' | See \`loadero-test prune --help\`.",
      "list  → An argument of "list" is empty | An empty argument often comes from a variable that is not set.",
      "help plna → Unknown command "plna" | Did you mean "plan"?",
      "run -x → Unknown option -x for "run" | --ci is an option of: init. See \`loadero-test run --help\`.",
      "run --wat → Unknown option --wat for "run" | Did you mean --watch?",
      "init --no-wat → Unknown option --no-wat for "init" | --format is an option of: list, plan, doctor. See \`loadero-test init --help\`.",
    ]
  `)
})

test('the help of each command lists its options alone', () => {
  for (const command of commandNames) {
    const help = formatHelp(command)
    for (const [, option] of optionRows) {
      const listed = new RegExp(String.raw`^  (-\w, )?--(\[no-\])?${option.flag.slice(2)}\b(?!-)`, 'm').test(
        help,
      )
      const isTaken = optionRows.some(([, other]) => other.flag === option.flag && isOptionOf(command, other))
      expect(listed, `${option.flag} in the help of ${command}`).toBe(isTaken)
    }
    for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(104)
  }
  expect(parseArguments(['plan', '-h'])).toEqual({ kind: 'help', command: 'plan' })
  expect(parseArguments(['help', 'plan'])).toEqual({ kind: 'help', command: 'plan' })
  expect(parseArguments(['--help'])).toEqual({ kind: 'help', command: undefined })
  expect(formatHelp(undefined)).toMatchSnapshot()
  expect(formatHelp('stop')).toMatchSnapshot()
})
