import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { errorMessage } from '@loadero-test/core/internal'
import { UserError } from '@loadero-test/runner/errors'
import pc from 'picocolors'
import type * as Doctor from './commands/doctor.js'
import type * as List from './commands/list.js'
import type * as Attach from './commands/attach.js'
import type * as Plan from './commands/plan.js'
import type * as Prune from './commands/prune.js'
import type * as Pull from './commands/pull.js'
import type * as Push from './commands/push.js'
import type * as Run from './commands/run.js'
import type { Flags } from './options/option-values.js'
import { createConfirm } from './terminal/confirm.js'
import type { Interrupts } from './terminal/interrupts.js'
import { parseArguments, type SessionCommandName } from './options/parse-arguments.js'
import type { CommandContext } from './terminal/command-context.js'
import { processTerminal } from './terminal/terminal.js'

export interface Start {
  readonly process: Pick<
    NodeJS.Process,
    'argv' | 'env' | 'cwd' | 'stdin' | 'stdout' | 'stderr' | 'on' | 'off' | 'exit' | 'kill' | 'pid'
  >
  readonly version: string
  readonly specModule: string
  readonly interrupts: Interrupts
}

/** Runs a command and returns its exit code. Only this file uses the process. */
export async function start({ process, version, specModule, interrupts }: Start): Promise<number> {
  const write = (text: string) => void process.stdout.write(text)
  const terminal = processTerminal(process)
  try {
    const parsed = parseArguments(process.argv.slice(2), write)
    if (parsed.kind === 'done') return 0
    const confirm = createConfirm(process, interrupts.signal)
    const context: CommandContext = {
      env: process.env,
      cwd: process.cwd(),
      write,
      colors: pc.isColorSupported,
      signal: interrupts.signal,
      hurry: interrupts.hurry,
      terminal,
      onSession: interrupts.onSession,
      version,
      specModule,
      keyboard: { input: process.stdin, interrupt: () => void process.kill(process.pid, 'SIGINT') },
      ...(confirm && { confirm }),
    }
    if (parsed.kind === 'serve') return await startServer(parsed.flags, context)
    if (parsed.kind === 'init') return await startInit(parsed.flags, context)
    if ('subject' in parsed) {
      // The journal names the target of its runs, so no project is needed.
      const flags = { ...parsed.flags, local: true }
      const config = await loadConfig({ filters: [], flags }, process, specModule)
      return (await sessionCommands[parsed.kind](parsed.subject, config, context)).code
    }
    const config = await loadConfig(parsed, process, specModule)
    const { warnAboutEndedSessions } = await import('./session/warn-about-ended-sessions.js')
    await warnAboutEndedSessions(config, (text) => void process.stderr.write(text))
    // A dry run is the plan command.
    const kind = parsed.kind === 'run' && config.dryRun ? 'plan' : parsed.kind
    return (await commands[kind](config, context)).code
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const { redactEnvironment } = await import('./terminal/redact-environment.js')
    const hint = error.hint === undefined ? '' : `  ${error.hint}\n`
    // A misplaced value may be the token.
    const message = redactEnvironment(`${error.message}\n${hint}`, process.env)
    process.stderr.write(`${message}Exit 2: ${error.code} error\n`)
    return 2
  } finally {
    terminal.close()
  }
}

/** Each loads its own code when it is called. */
const commands = {
  run: async (...args: Parameters<typeof Run.runCommand>) =>
    (await import('./commands/run.js')).runCommand(...args),
  list: async (...args: Parameters<typeof List.listCommand>) =>
    (await import('./commands/list.js')).listCommand(...args),
  plan: async (...args: Parameters<typeof Plan.planCommand>) =>
    (await import('./commands/plan.js')).planCommand(...args),
  push: async (...args: Parameters<typeof Push.pushCommand>) =>
    (await import('./commands/push.js')).pushCommand(...args),
  prune: async (...args: Parameters<typeof Prune.pruneCommand>) =>
    (await import('./commands/prune.js')).pruneCommand(...args),
  pull: async (...args: Parameters<typeof Pull.pullCommand>) =>
    (await import('./commands/pull.js')).pullCommand(...args),
  doctor: async (...args: Parameters<typeof Doctor.doctorCommand>) =>
    (await import('./commands/doctor.js')).doctorCommand(...args),
}

async function startInit(flags: Flags, context: CommandContext): Promise<number> {
  const { resolveInitConfig } = await import('./options/init-options.js')
  const { initCommand } = await import('./commands/init.js')
  return (await initCommand(resolveInitConfig(flags, context.cwd), context)).code
}

type SessionCommand = (
  ...args: Parameters<typeof Attach.attachCommand>
) => ReturnType<typeof Attach.attachCommand>

const sessionCommands = {
  attach: async (...args) => (await import('./commands/attach.js')).attachCommand(...args),
  stop: async (...args) => (await import('./commands/stop.js')).stopCommand(...args),
  report: async (...args) => (await import('./commands/report.js')).reportCommand(...args),
  'merge-reports': async (...args) => (await import('./commands/report.js')).mergeReportsCommand(...args),
} satisfies Record<SessionCommandName, SessionCommand>

async function startServer(flags: Flags, context: CommandContext): Promise<number> {
  const { resolveServeConfig } = await import('./options/serve-options.js')
  const { serveCommand } = await import('./commands/serve.js')
  return serveCommand(resolveServeConfig(flags, context.env, context.cwd), context)
}

/** Reads the env file and the configuration file and resolves the settings. Specs see the variables of the env file too. */
async function loadConfig(
  { filters, flags }: { readonly filters: readonly string[]; readonly flags: Flags },
  process: Start['process'],
  specModule: string,
) {
  const { readConfigFile } = await import('./config/config-file.js')
  const { resolveConfig } = await import('./config/config.js')
  const cwd = process.cwd()
  readEnvFile(flags['envFile'], process.env)
  const path = (key: string) => (typeof flags[key] === 'string' ? resolve(cwd, flags[key]) : undefined)
  const file = await readConfigFile(path('root') ?? cwd, path('config'), specModule)
  return resolveConfig({ filters, flags, env: process.env, file, cwd })
}

function readEnvFile(file: string | boolean | undefined, env: NodeJS.ProcessEnv) {
  if (typeof file !== 'string') return
  try {
    const variables = parseEnv(readFileSync(file, 'utf8'))
    for (const [name, value] of Object.entries(variables)) env[name] ??= value
  } catch (error) {
    throw new UserError('usage', `--env-file ${file} cannot be read: ${errorMessage(error)}`)
  }
}
