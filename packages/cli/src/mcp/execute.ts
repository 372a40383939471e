import { spawn } from 'node:child_process'
import { isOptionOf, optionRows, tokenVariable } from '../options/options.js'
import { splitArguments, type Flags } from '../options/parse-arguments.js'
import type { ExecuteCommand } from './tool.js'

/** An answer that is longer does not fit into a conversation. */
const maxCharacters = 200_000

interface ExecuteOptions {
  /** The file that starts `loadero-test`. */
  readonly main: string
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** The flags of the server, which each command gets that takes them. */
  readonly flags: Flags
  /** Interrupts the running commands. */
  readonly signal: AbortSignal
}

/** Each command is a process of its own: its output cannot disturb the protocol, and an interrupt stops its runs. */
export function createExecute({ main, cwd, env, flags, signal }: ExecuteOptions): ExecuteCommand {
  return async (args, { withToken, signal: callSignal }) => {
    const { command } = splitArguments(args)
    const inherited = optionRows.flatMap(([key, row]) => {
      const value = flags[key]
      return typeof value === 'string' && isOptionOf(command, row) ? [`${row.flag}=${value}`] : []
    })
    const [name = '', ...rest] = args
    const child = spawn(process.execPath, [main, name, ...inherited, ...rest], {
      cwd,
      env: { ...env, ...(withToken ? {} : { [tokenVariable]: undefined }), LOADERO_AGENT: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const stop = () => void child.kill('SIGINT')
    const signals = [signal, ...(callSignal ? [callSignal] : [])]
    for (const one of signals) one.addEventListener('abort', stop)
    if (signals.some(({ aborted }) => aborted)) stop()
    const output = { stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => (output[stream] += text))
    }
    try {
      const code = await new Promise<number>((resolve, reject) => {
        child.once('error', reject).once('close', (exitCode) => resolve(exitCode ?? 75))
      })
      return { code, ...output }
    } finally {
      for (const one of signals) one.removeEventListener('abort', stop)
    }
  }
}

export function limitText(text: string): string {
  return text.length <= maxCharacters
    ? text
    : `${text.slice(0, maxCharacters)}\n… ${text.length - maxCharacters} more characters`
}
