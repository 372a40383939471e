import { Command, CommanderError, Option } from 'commander'
import { UserError } from '@loadero-test/runner/errors'
import { initOptions } from './init-options.js'
import type { Flags } from './option-values.js'
import { options, switches, tokenVariable, type CliOption } from './options.js'
import { serveOptions, serveSwitches, serveTokenVariable } from './serve-options.js'

const commands = {
  run: 'push the tests, run them and report the verdict',
  list: 'print the tests that would run, without network requests',
  plan: 'print what a push would change at Loadero and what a run would cost; changes nothing',
  push: 'apply the plan at Loadero without launching runs',
  prune: 'delete tests at Loadero that loadero-test created and no spec declares',
  pull: 'write the tests of a project at Loadero as spec and script files',
  doctor: 'print where each setting comes from, and check the browser or the token',
} as const

type CommandName = keyof typeof commands

/** Commands about earlier sessions, with the name of their argument. */
const sessionCommands = {
  attach: { about: 'session', help: 'resume a session that was detached or whose process has ended' },
  stop: { about: 'session', help: 'stop the runs of a session that are still active' },
  report: { about: 'session', help: 'report a session again, with its exit code' },
  'merge-reports': {
    about: 'dir',
    help: 'merge the sessions of several shards into one report and one exit code',
  },
} as const

export type SessionCommandName = keyof typeof sessionCommands

const subjects = {
  session: 'id of the session, or last',
  dir: 'directory with the output directories of all shards',
} as const

export type Arguments =
  | { readonly kind: CommandName; readonly filters: readonly string[]; readonly flags: Flags }
  | { readonly kind: SessionCommandName; readonly subject: string; readonly flags: Flags }
  | { readonly kind: 'serve'; readonly flags: Flags }
  | { readonly kind: 'init'; readonly flags: Flags }
  /** The help has been printed. */
  | { readonly kind: 'done' }

/** @throws UserError for an unknown flag or command */
export function parseArguments(argv: readonly string[], write: (text: string) => void): Arguments {
  let parsed: Arguments = { kind: 'done' }
  const program = new Command('loadero-test')
    .description(
      'Runs load tests of web and WebRTC apps, declared in *.loadero.ts files, at Loadero or on this machine.',
    )
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .addHelpText('after', helpTail)
  for (const [name, help] of Object.entries(commands) as [CommandName, string][]) {
    const command = program
      .command(name, { isDefault: name === 'run' })
      .description(help)
      .argument('[filters...]', 'only spec files whose path contains one of these texts')
      .action((filters: string[], flags: Flags) => {
        parsed = { kind: name, filters, flags }
      })
    addOptions(command, options, switches)
  }
  for (const name of Object.keys(sessionCommands) as SessionCommandName[]) {
    const { about, help } = sessionCommands[name]
    const command = program
      .command(name)
      .description(help)
      .argument(`<${about}>`, subjects[about])
      .action((subject: string, flags: Flags) => {
        parsed = { kind: name, subject, flags }
      })
    addOptions(command, options, switches)
  }
  const serve = program
    .command('serve')
    .description('serve the local Loadero on a port, for any client')
    .addHelpText('after', `\nThe token comes from the environment: ${serveTokenVariable}.`)
    .action((flags: Flags) => {
      parsed = { kind: 'serve', flags }
    })
  addOptions(serve, serveOptions, serveSwitches)
  const init = program
    .command('init')
    .description('create a first spec, its script, a configuration and a CI job; existing files stay')
    .action((flags: Flags) => {
      parsed = { kind: 'init', flags }
    })
  addOptions(init, initOptions, {})
  try {
    program.parse([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode !== 0) {
      throw new UserError('usage', error.message.replace(/^error: /, ''), 'See `loadero-test --help`.')
    }
  }
  return parsed
}

function addOptions(
  command: Command,
  optionRows: Readonly<Record<string, CliOption<unknown>>>,
  switchRows: Readonly<Record<string, { readonly flag: string; readonly help: string }>>,
) {
  for (const [key, option] of Object.entries(optionRows)) command.addOption(toCommanderOption(key, option))
  for (const [key, { flag, help }] of Object.entries(switchRows)) {
    command.addOption(withKey(new Option(flag, help), key))
  }
}

function toCommanderOption(
  key: string,
  { flag, help, env, fallback, repeatable }: CliOption<unknown>,
): Option {
  const sources = [
    env && `env ${env}`,
    fallback !== undefined && `default ${String(fallback as string | number | readonly string[])}`,
  ].filter(Boolean)
  const result = withKey(new Option(flag, sources.length > 0 ? `${help} (${sources.join(', ')})` : help), key)
  return repeatable
    ? result.argParser((text, before: string | undefined) =>
        before === undefined ? text : `${before},${text}`,
      )
    : result
}

function withKey(option: Option, key: string): Option {
  option.attributeName = () => key
  return option
}

const helpTail = `
The token of the Loadero project comes from the environment: ${tokenVariable}.

Exit codes: 0 passed · 1 failed · 2 usage, spec or plan error · 3 nothing to run · 4 refused by Loadero · 5 over a limit ·
75 errored, retry later · 130 / 143 interrupted`
