import { Command, CommanderError, Option } from 'commander'
import { UserError } from '@loadero-test/runner/errors'
import type { Flags } from '../config/config.js'
import { initOptions } from './init-options.js'
import { options, switches, tokenVariable, type Option as TableOption } from './options.js'
import { serveOptions, serveSwitches, serveTokenVariable } from './serve-options.js'

const commands = {
  run: 'discover, check, plan, apply, launch, watch, judge, report',
  list: 'the tests that would run, without touching the network',
  plan: 'what a push would change at Loadero, and what a run would cost; changes nothing',
  push: 'apply the plan without launching',
  prune: 'delete tests at Loadero that we made and no spec declares',
  pull: 'write the tests that exist at Loadero as spec and script files',
  doctor: 'where each setting came from, and whether browser or token are fine',
} as const

type CommandName = keyof typeof commands

/** Those that are about sessions there have been, each with what it is told. */
const pastCommands = {
  attach: { about: 'session', help: 'take up a session that was detached, or whose process is gone' },
  stop: { about: 'session', help: 'stop the runs of a session that still go on' },
  report: { about: 'session', help: 'report a session again, with its exit code' },
  'merge-reports': { about: 'dir', help: 'one report and one exit code from the sessions of several shards' },
} as const

export type PastCommandName = keyof typeof pastCommands
type PastCommand = (typeof pastCommands)[PastCommandName]

const subjects = {
  session: 'its id, or last',
  dir: 'holds the output directories of all shards',
} as const

export type Arguments =
  | { readonly kind: CommandName; readonly filters: readonly string[]; readonly flags: Flags }
  | { readonly kind: PastCommandName; readonly subject: string; readonly flags: Flags }
  | { readonly kind: 'serve'; readonly flags: Flags }
  | { readonly kind: 'init'; readonly flags: Flags }
  /** Help was asked for and written. */
  | { readonly kind: 'done' }

/** @throws UserError for a flag or command that does not exist */
export function parseArguments(argv: readonly string[], write: (text: string) => void): Arguments {
  let parsed: Arguments = { kind: 'done' }
  const program = new Command('loadero-test')
    .description(
      'Runs load tests of web and WebRTC apps, kept as *.loadero.ts files, at Loadero or on this machine.',
    )
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .addHelpText('after', helpTail)
  for (const [name, help] of Object.entries(commands) as [CommandName, string][]) {
    const command = program
      .command(name, { isDefault: name === 'run' })
      .description(help)
      .argument('[filters...]', 'only spec files whose path contains one of these')
      .action((filters: string[], flags: Flags) => {
        parsed = { kind: name, filters, flags }
      })
    addOptions(command, options, switches)
  }
  for (const [name, { about, help }] of Object.entries(pastCommands) as [PastCommandName, PastCommand][]) {
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
    .description('the local Loadero on a port, for any client')
    .addHelpText('after', `\nA token of its own comes from the environment: ${serveTokenVariable}.`)
    .action((flags: Flags) => {
      parsed = { kind: 'serve', flags }
    })
  addOptions(serve, serveOptions, serveSwitches)
  const init = program
    .command('init')
    .description('a first spec, its script, a configuration and a job for CI, where there are none')
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
  valued: Readonly<Record<string, TableOption<unknown>>>,
  onOrOff: Readonly<Record<string, { readonly flag: string; readonly help: string }>>,
) {
  for (const [key, option] of Object.entries(valued)) command.addOption(asOption(key, option))
  for (const [key, { flag, help }] of Object.entries(onOrOff)) {
    command.addOption(named(new Option(flag, help), key))
  }
}

function asOption(key: string, { flag, help, env, fallback, repeatable }: TableOption<unknown>): Option {
  const origins = [
    env && `env ${env}`,
    fallback !== undefined && `default ${String(fallback as string | number | readonly string[])}`,
  ].filter(Boolean)
  const made = named(new Option(flag, origins.length > 0 ? `${help} (${origins.join(', ')})` : help), key)
  return repeatable ? made.argParser(joined) : made
}

function joined(text: string, before: string | undefined): string {
  return before === undefined ? text : `${before},${text}`
}

function named(option: Option, key: string): Option {
  option.attributeName = () => key
  return option
}

const helpTail = `
The token of a project at Loadero comes from the environment: ${tokenVariable}.

Exit codes: 0 passed · 1 failed · 2 usage, spec or plan error · 3 nothing to run · 4 refused by Loadero · 5 over a limit ·
75 errored, worth another try · 130 / 143 interrupted`
