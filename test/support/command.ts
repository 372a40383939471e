import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const main = fileURLToPath(new URL('../../packages/cli/bin/loadero-test.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly pid: number
  readonly ended: Promise<Ended>
  /** Resolves once the text stands in the output. */
  said(text: string | RegExp): Promise<void>
  kill(signal: NodeJS.Signals): void
}

/** Starts the built command with nothing of this process's environment but PATH. */
export const start = (
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running => {
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
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, ...output }))
  })
  return {
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => void child.kill(signal),
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const all = output.stdout + output.stderr
          if (typeof text === 'string' ? all.includes(text) : text.test(all)) resolve()
        }
        listeners.add(look)
        look()
        void ended.then((end) =>
          reject(new Error(`ended without saying ${text}:\n${end.stdout}${end.stderr}`)),
        )
      }),
  }
}

export const run = (...args: Parameters<typeof start>): Promise<Ended> => start(...args).ended
