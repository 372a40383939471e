import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
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
import type { Flags } from './config/config.js'
import { confirmOn } from './terminal/confirm.js'
import { catchInterrupts } from './terminal/interrupts.js'
import { parseArguments, type PastCommandName } from './options/parse-arguments.js'
import type { CommandContext } from './terminal/command-context.js'
import { processTerminal } from './terminal/terminal.js'

export interface Start {
  readonly process: Pick<
    NodeJS.Process,
    'argv' | 'env' | 'cwd' | 'stdin' | 'stdout' | 'stderr' | 'on' | 'off' | 'exit' | 'kill' | 'pid'
  >
  readonly version: string
  readonly specModule: string
}

/** From argv to the exit code; nothing below it touches the process. */
export async function start({ process, version, specModule }: Start): Promise<number> {
  const write = (text: string) => void process.stdout.write(text)
  const interrupts = catchInterrupts(process)
  const terminal = processTerminal(process)
  try {
    const parsed = parseArguments(process.argv.slice(2), write)
    if (parsed.kind === 'done') return 0
    const confirm = confirmOn(process, interrupts.signal)
    const surroundings: CommandContext = {
      env: process.env,
      cwd: process.cwd(),
      write,
      colors: pc.isColorSupported,
      signal: interrupts.signal,
      terminal,
      onSession: interrupts.onSession,
      version,
      specModule,
      keyboard: { input: process.stdin, interrupt: () => void process.kill(process.pid, 'SIGINT') },
      ...(confirm && { confirm }),
    }
    if (parsed.kind === 'serve') return await startServer(parsed.flags, surroundings)
    if (parsed.kind === 'init') return await startInit(parsed.flags, surroundings)
    if ('subject' in parsed) {
      // Where its runs are, its journal says.
      const flags = { ...parsed.flags, local: true }
      const settled = await settle({ filters: [], flags }, process, specModule)
      return (await pastCommands[parsed.kind](parsed.subject, settled, surroundings)).code
    }
    const config = await settle(parsed, process, specModule)
    // A dry run is the plan, and ends as it does.
    const kind = parsed.kind === 'run' && config.dryRun ? 'plan' : parsed.kind
    return (await commands[kind](config, surroundings)).code
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const { createSessionRedactor: sessionMask } = await import('./reporters/reporters.js')
    const hint = error.hint === undefined ? '' : `  ${error.hint}\n`
    // What was put in the wrong place may be the token.
    const words = sessionMask(process.env).text(`${error.message}\n${hint}`)
    process.stderr.write(`${words}Exit 2: ${error.code} error\n`)
    return 2
  } finally {
    terminal.close()
    interrupts.release()
  }
}

/** Each loads its own code when it is called. */
const commands = {
  run: async (...given: Parameters<typeof Run.runCommand>) => (await import('./commands/run.js')).runCommand(...given),
  list: async (...given: Parameters<typeof List.listCommand>) => (await import('./commands/list.js')).listCommand(...given),
  plan: async (...given: Parameters<typeof Plan.planCommand>) => (await import('./commands/plan.js')).planCommand(...given),
  push: async (...given: Parameters<typeof Push.pushCommand>) => (await import('./commands/push.js')).pushCommand(...given),
  prune: async (...given: Parameters<typeof Prune.pruneCommand>) =>
    (await import('./commands/prune.js')).pruneCommand(...given),
  pull: async (...given: Parameters<typeof Pull.pullCommand>) => (await import('./commands/pull.js')).pullCommand(...given),
  doctor: async (...given: Parameters<typeof Doctor.doctorCommand>) =>
    (await import('./commands/doctor.js')).doctorCommand(...given),
}

/** There is nothing to configure yet. */
async function startInit(flags: Flags, surroundings: CommandContext): Promise<number> {
  const { resolveInitConfig } = await import('./options/init-options.js')
  const { initCommand: init } = await import('./commands/init.js')
  return (await init(resolveInitConfig(flags, surroundings.cwd), surroundings)).code
}

type PastCommand = (...given: Parameters<typeof Attach.attachCommand>) => ReturnType<typeof Attach.attachCommand>

const pastCommands = {
  attach: async (...given) => (await import('./commands/attach.js')).attachCommand(...given),
  stop: async (...given) => (await import('./commands/stop.js')).stopCommand(...given),
  report: async (...given) => (await import('./commands/report.js')).reportCommand(...given),
  'merge-reports': async (...given) => (await import('./commands/report.js')).mergeReportsCommand(...given),
} satisfies Record<PastCommandName, PastCommand>

/** The server has settings of its own, and no specs. */
async function startServer(flags: Flags, surroundings: CommandContext): Promise<number> {
  const { resolveServeConfig } = await import('./options/serve-options.js')
  const { serveCommand: serve } = await import('./commands/serve.js')
  return serve(resolveServeConfig(flags, surroundings.env, surroundings.cwd), surroundings)
}

/** Reads the files that flags name and settles all settings; variables of the env file reach the specs, too. */
async function settle(
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
    throw new UserError('usage', `--env-file ${file} cannot be read: ${(error as Error).message}`)
  }
}
