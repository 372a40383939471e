import { InterruptedError, UserError } from '@loadero-test/runner/errors'
import pc from 'picocolors'
import { resolveConfig } from './options.js'
import { parseArguments } from './parse-arguments.js'

export interface Start {
  readonly process: Pick<NodeJS.Process, 'argv' | 'env' | 'cwd' | 'stdout' | 'stderr' | 'on' | 'off' | 'exit'>
  readonly version: string
  readonly specModule: string
}

/** From argv to the exit code; nothing below it touches the process. */
export const start = async ({ process, version, specModule }: Start): Promise<number> => {
  const write = (text: string) => void process.stdout.write(text)
  const interrupts = catchInterrupts(process)
  try {
    const parsed = parseArguments(process.argv.slice(2), write)
    if (parsed.kind === 'done') return 0
    const config = resolveConfig(parsed.filters, parsed.flags, process.env, process.cwd())
    if (parsed.kind === 'list') {
      const { list } = await import('./commands/list.js')
      return (await list(config, { write, specModule })).code
    }
    const { run } = await import('./commands/run.js')
    const { code } = await run(config, {
      env: process.env,
      cwd: process.cwd(),
      write,
      colors: pc.isColorSupported,
      signal: interrupts.signal,
      version,
      specModule,
    })
    return code
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    process.stderr.write(
      `${error.message}\n${error.hint === undefined ? '' : `  ${error.hint}\n`}Exit 2: ${error.code} error\n`,
    )
    return 2
  } finally {
    interrupts.release()
  }
}

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

/** The first signal ends the session in good order, the next one at once. npm sends each twice within a moment. */
const catchInterrupts = (process: Start['process']) => {
  const controller = new AbortController()
  let firstAt: number | undefined
  const listeners = (['SIGINT', 'SIGTERM'] as const).map((name) => {
    const listener = () => {
      if (firstAt === undefined) {
        firstAt = Date.now()
        process.stderr.write(
          '\nInterrupted: stopping runs and writing reports; once more to leave at once.\n',
        )
        controller.abort(new InterruptedError(name))
      } else if (Date.now() - firstAt > 1_000) {
        process.stderr.write('Left at once: runs at Loadero may still be going; no report was written.\n')
        process.exit(exitCodes[name])
      }
    }
    process.on(name, listener)
    return () => process.off(name, listener)
  })
  return {
    signal: controller.signal,
    release: () => {
      for (const off of listeners) off()
    },
  }
}
