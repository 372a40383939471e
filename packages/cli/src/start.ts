import { Console } from 'node:console'
import { systemErrorOf, UserError } from '@loadero-test/runner/errors'
import { type Exit, detailedExitCodes, exitCodes } from '@loadero-test/runner/exit-codes'
import { type CommandRow, commands } from './options/commands.js'
import { formatHelp } from './options/help.js'
import { parseArguments, splitArguments } from './options/parse-arguments.js'
import { type ParsedCommand, runParsed } from './run-parsed.js'
import type { CommandContext } from './terminal/command-context.js'
import { supportsColors } from './terminal/colors.js'
import { createConfirm } from './terminal/confirm.js'
import type { Interrupts } from './terminal/interrupts.js'
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
  const argv = process.argv.slice(2)
  if (argv[0] === 'complete' && argv[1] === '--') {
    const { completeLine } = await import('./complete-line.js')
    process.stdout.write(await completeLine(argv.slice(2), { cwd: process.cwd(), specModule }))
    return exitCodes.passed
  }
  let output: Output | undefined
  try {
    const parsed = parseArguments(argv)
    if (parsed.kind === 'help') {
      process.stdout.write(formatHelp(parsed.command))
      return exitCodes.passed
    }
    const confirm = createConfirm(process, interrupts.signal)
    const base = {
      env: process.env,
      cwd: process.cwd(),
      signal: interrupts.signal,
      hurry: interrupts.hurry,
      onSession: interrupts.onSession,
      warn: (text: string) => void process.stderr.write(text),
      version,
      specModule,
      keyboard: { input: process.stdin, interrupt: () => void process.kill(process.pid, 'SIGINT') },
      ...(confirm && { confirm }),
    }
    const exit = await runParsed(parsed, base, (reportOnStdout) => {
      output = openOutput(process, reportOnStdout, parsed.flags.color)
      return { ...base, ...output }
    })
    await printExit(exit, parsed, output?.text ?? process.stdout, process)
    return exit.code
  } catch (error) {
    const known = error instanceof UserError ? error : systemErrorOf(error)
    if (known === undefined) throw error
    // With this flag, 2 means changes, so that an error has to be 1.
    const isDetailed = splitArguments(argv).command === 'plan' && argv.includes('--detailed-exitcode')
    const code = isDetailed ? detailedExitCodes.error : exitCodes.invalid
    const hint = known.hint === undefined ? '' : `  ${known.hint}\n`
    const message = `${known.message}\n${hint}Exit ${code}: ${known.code} error\n`
    // A misplaced value may be the token.
    process.stderr.write(await redact(message, process))
    return code
  } finally {
    output?.terminal.close()
  }
}

async function redact(text: string, { env }: Start['process']): Promise<string> {
  return (await import('./terminal/redact-environment.js')).redactEnvironment(text, env)
}

/** The last line of a command. Data on the standard output stays alone there, and needs no line when all went well. */
async function printExit(
  { code, reason }: Exit,
  { command, flags }: ParsedCommand,
  text: Pick<NodeJS.WriteStream, 'write'>,
  process: Start['process'],
): Promise<void> {
  const { data }: CommandRow = commands[command]
  const isData = data === true || flags.format === 'json'
  if (isData && code === exitCodes.passed) return
  const line = await redact(`Exit ${code}: ${reason}\n`, process)
  const stream = isData ? process.stderr : text
  stream.write(line)
}

interface Output extends Pick<CommandContext, 'write' | 'writeData' | 'colors'> {
  readonly terminal: ReturnType<typeof processTerminal>
  /** Where everything goes that is for people. */
  readonly text: NodeJS.WriteStream
}

/** Where a command writes. When a report goes to the standard output, all other text goes to standard error. */
function openOutput(
  process: Start['process'],
  reportOnStdout: boolean,
  color: string | boolean | undefined,
): Output {
  const { stdout, stderr, env } = process
  const text = reportOnStdout ? stderr : stdout
  // A spec that logs must not end up in the report.
  if (reportOnStdout) globalThis.console = new Console(stderr)
  const terminal = processTerminal({
    stdout: text,
    stderr,
    env,
    on: (event, listener) => process.on(event, listener),
    off: (event, listener) => process.off(event, listener),
  })
  return {
    text,
    terminal,
    colors: supportsColors(text, env, color),
    write: (part) => void text.write(part),
    writeData: (part) => void stdout.write(part),
  }
}
