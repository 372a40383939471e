import { errorMessage } from '@loadero-test/core/internal'
import { InterruptedError, systemErrorOf } from '@loadero-test/runner/errors'
import { signalExits } from '@loadero-test/runner/exit-codes'
import { redactEnvironment } from './redact-environment.js'
import { catchInterrupts, type Interrupts } from './interrupts.js'

/** Worth another try, and never 1: an error of this program says nothing about the product under test. */
const internalErrorCode = 75

/** How long a command may take to write its reports after an unexpected error. */
const endTimeoutMs = 60_000

/** Node ends with this code when nothing is left to wait for, although the command has not ended. */
const unsettledCode = 13

/**
 * Runs a command with its signals, and catches every error that no other code expects: it is reported as an error of
 * this program, and the session still writes its reports.
 */
export async function supervise(
  process: NodeJS.Process,
  version: string,
  command: (interrupts: Interrupts) => Promise<number>,
): Promise<number> {
  const interrupts = catchInterrupts(process)
  let hasFailed = false
  const report = (error: unknown) => {
    if (hasFailed) return
    hasFailed = true
    process.stderr.write(redactEnvironment(internalErrorText(error, version), process.env))
  }
  const onUnexpected = (error: unknown) => {
    report(error)
    interrupts.fail(error)
    setTimeout(() => process.exit(internalErrorCode), endTimeoutMs).unref()
  }
  const onExit = (code: number) => {
    if (code !== unsettledCode) return
    report(new Error('the command stopped before it ended'))
    process.exitCode = internalErrorCode
  }
  process.on('uncaughtException', onUnexpected)
  process.on('unhandledRejection', onUnexpected)
  process.on('exit', onExit)
  try {
    const code = await command(interrupts)
    return hasFailed && code === 0 ? internalErrorCode : code
  } catch (error) {
    if (error instanceof InterruptedError) {
      const { code, reason } = signalExits[error.by]
      process.stderr.write(`Exit ${code}: ${reason}\n`)
      return code
    }
    report(error)
    return internalErrorCode
  } finally {
    process.off('exit', onExit)
    interrupts.release()
  }
}

/** The text for an error that no other code expects. */
function internalErrorText(error: unknown, version: string): string {
  const system = systemErrorOf(error)
  if (system) return `${system.message}\n  ${system.hint}\nExit ${internalErrorCode}: system error\n`
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  return [
    `Unexpected error in loadero-test ${version} on Node.js ${globalThis.process.version}: ${errorMessage(error)}`,
    ...stack.split('\n').filter((line) => /^\s+at /.test(line)),
    'It says nothing about your tests. Report it with these lines and the command that you ran.',
    `Exit ${internalErrorCode}: internal error`,
    '',
  ].join('\n')
}
