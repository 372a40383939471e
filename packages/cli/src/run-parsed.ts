import { relative, resolve } from 'node:path'
import type { Exit } from '@loadero-test/runner'
import type { Config } from './config/config.js'
import type { CommandName } from './options/commands.js'
import type { Arguments } from './options/parse-arguments.js'
import type { CommandContext } from './terminal/command-context.js'

export type ParsedCommand = Extract<Arguments, { readonly kind: 'command' }>

/** What is known before the settings say where the output goes. */
interface BaseContext extends Omit<CommandContext, 'write' | 'writeData' | 'terminal' | 'colors'> {
  /** Writes to standard error. */
  readonly warn: (text: string) => void
}

/**
 * Resolves the settings of a command, checks what can refuse it, and runs it.
 * @param open opens the output; its parameter is whether a report goes to the standard output
 */
export async function runParsed(
  parsed: ParsedCommand,
  base: BaseContext,
  open: (reportOnStdout: boolean) => CommandContext,
): Promise<Exit> {
  const { command, words, flags } = parsed
  const { env, cwd } = base
  if (command === 'serve') {
    const { resolveServeConfig } = await import('./config/serve-config.js')
    const { serveCommand } = await import('./commands/serve.js')
    return serveCommand(resolveServeConfig(flags, env, cwd), open(false))
  }
  if (command === 'init') {
    const { resolveInitConfig } = await import('./config/init-config.js')
    const { initCommand } = await import('./commands/init.js')
    return initCommand(resolveInitConfig(flags, cwd), open(false))
  }
  if (command === 'browsers') {
    const { browsersCommand } = await import('./commands/browsers.js')
    return browsersCommand(words, flags, open(false))
  }
  if (command === 'mcp') {
    const { mcpCommand } = await import('./commands/mcp.js')
    return mcpCommand(flags, base)
  }
  if (command === 'complete') {
    const { completeCommand } = await import('./commands/complete.js')
    return completeCommand(words, open(false).writeData)
  }
  const config = await loadConfig(parsed, base)
  const context = open(config.reporter.some(({ options }) => options['outputFile'] === '-'))
  const { warnAboutEndedSessions } = await import('./session/warn-about-ended-sessions.js')
  const isAboutSession = ['attach', 'stop', 'report'].includes(command)
  await warnAboutEndedSessions(config, base.warn, isAboutSession ? words[0] : undefined)
  if (isWordCommand(command)) return wordCommands[command](words, config, context)
  // A dry run is the plan command.
  const name = config.dryRun && (command === 'run' || command === 'push') ? 'plan' : command
  const { checkFilters } = await import('./session/check-filters.js')
  let found: Config['found']
  const refusal = await checkFilters(config, parsed, base.warn, (files) => (found = files))
  // Other commands may search again later, when the files have changed.
  return refusal ?? commands[name](name === 'list' ? { ...config, found } : config, context)
}

type Command = (config: Config, context: CommandContext) => Promise<Exit>
type WordCommand = (words: readonly string[], ...args: Parameters<Command>) => Promise<Exit>
type WordCommandName =
  'api' | 'attach' | 'compare' | 'download' | 'history' | 'merge-reports' | 'report' | 'stop'

/** Commands whose arguments are not filters. Each loads its own code when it is called. */
const wordCommands: Readonly<Record<WordCommandName, WordCommand>> = {
  attach: async ([session = ''], ...args) =>
    (await import('./commands/attach.js')).attachCommand(session, ...args),
  stop: async ([session = ''], ...args) => (await import('./commands/stop.js')).stopCommand(session, ...args),
  'merge-reports': async ([directory = ''], ...args) =>
    (await import('./commands/report.js')).mergeReportsCommand(directory, ...args),
  api: async (...args) => (await import('./commands/api.js')).apiCommand(...args),
  compare: async (...args) => (await import('./commands/compare.js')).compareCommand(...args),
  download: async (_words, ...args) => (await import('./commands/download.js')).downloadCommand(...args),
  history: async (...args) => (await import('./commands/history.js')).historyCommand(...args),
  report: async (...args) => (await import('./commands/report.js')).reportCommand(...args),
}

function isWordCommand(command: CommandName): command is WordCommandName {
  return Object.hasOwn(wordCommands, command)
}

const commands: Readonly<
  Record<Exclude<CommandName, WordCommandName | 'serve' | 'init' | 'browsers' | 'mcp' | 'complete'>, Command>
> = {
  run: async (...args) => (await import('./commands/run.js')).runCommand(...args),
  list: async (...args) => (await import('./commands/list.js')).listCommand(...args),
  plan: async (...args) => (await import('./commands/plan.js')).planCommand(...args),
  push: async (...args) => (await import('./commands/push.js')).pushCommand(...args),
  prune: async (...args) => (await import('./commands/prune.js')).pruneCommand(...args),
  pull: async (...args) => (await import('./commands/pull.js')).pullCommand(...args),
  capacity: async (...args) => (await import('./commands/capacity.js')).capacityCommand(...args),
  doctor: async (...args) => (await import('./commands/doctor.js')).doctorCommand(...args),
}

/**
 * Reads the env file and the configuration file and resolves the settings. Specs see the variables of the env file too.
 * A configuration file above the working directory makes its folder the root, and the command says so.
 */
async function loadConfig(
  { command, words, flags }: ParsedCommand,
  { env, cwd, specModule, warn }: BaseContext,
): Promise<Config> {
  const { findProjectRoot, readConfigFile } = await import('./config/config-file.js')
  const { resolveConfig } = await import('./config/config.js')
  const { checkPaths } = await import('./config/check-paths.js')
  checkPaths(flags, cwd)
  const { rememberEnvironmentSecrets } = await import('./terminal/redact-environment.js')
  if (typeof flags.envFile === 'string') {
    const { readEnvFile } = await import('./config/env-file.js')
    readEnvFile(resolve(cwd, flags.envFile), env)
  }
  // The file and the specs can print the token.
  rememberEnvironmentSecrets(env)
  const path = (value: string | boolean | undefined) =>
    typeof value === 'string' ? resolve(cwd, value) : undefined
  const isPlaced = flags.root !== undefined || flags.config !== undefined
  const base = isPlaced ? cwd : findProjectRoot(cwd)
  const file = await readConfigFile(path(flags.root) ?? base, path(flags.config), specModule)
  rememberEnvironmentSecrets(env)
  if (base !== cwd && file.path !== undefined) warn(`Configuration: ${relative(cwd, file.path)}\n`)
  const filters = isWordCommand(command) ? [] : words
  return resolveConfig({ command, filters, flags, env, file, cwd, base })
}
