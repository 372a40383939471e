import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const main = fileURLToPath(new URL('../../packages/cli/bin/loadero-test.js', import.meta.url))

export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningCommand {
  readonly pid: number
  readonly exited: Promise<CommandResult>
  /** Resolves when the output contains the text; rejects when the command ends without it. */
  waitForOutput(text: string | RegExp): Promise<void>
  kill(signal: NodeJS.Signals): void
  /** Closes both pipes, as `| head` does. */
  closeOutput(): void
}

/** Starts the built command. Of this process's environment it gets only PATH. */
export function start(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RunningCommand {
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const output = { stdout: '', stderr: '' }
  const listeners = new Set<() => void>()
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text
      for (const listener of listeners) listener()
    })
  }
  const exited = new Promise<CommandResult>((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, ...output }))
  })
  return {
    pid: child.pid ?? 0,
    exited,
    kill: (signal) => void child.kill(signal),
    closeOutput: () => {
      child.stdout.destroy()
      child.stderr.destroy()
    },
    waitForOutput: (text) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const all = output.stdout + output.stderr
          if (typeof text === 'string' ? all.includes(text) : text.test(all)) resolve()
        }
        listeners.add(check)
        check()
        void exited.then((result) =>
          reject(new Error(`The command ended without ${text}:\n${result.stdout}${result.stderr}`)),
        )
      }),
  }
}

export function run(...args: Parameters<typeof start>): Promise<CommandResult> {
  return start(...args).exited
}
