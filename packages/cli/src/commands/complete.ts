import { type Exit, exitCodes } from '@loadero-test/runner/exit-codes'
import { UserError } from '@loadero-test/runner/errors'
import { commands } from '../options/commands.js'

/** A shell function of the script for bash is also called for options whose values are files, which bash completes itself. */
const bashFiles = 'complete -o default -F __loadero_test_complete loadero-test\n'

/** Prints the script that makes a shell ask `loadero-test complete -- <words>` for completions. */
export async function completeCommand(
  [shell = '']: readonly string[],
  writeData: (text: string) => void,
): Promise<Exit> {
  const shells: readonly string[] = commands.complete.completes
  if (!shells.includes(shell))
    throw new UserError('usage', `'${shell}' is not a shell`, `Use one of: ${shells.join(', ')}.`)
  const { script } = await import('@bomb.sh/tab')
  script(shell, 'loadero-test', 'loadero-test')
  if (shell === 'bash') writeData(bashFiles)
  return { code: exitCodes.passed, reason: 'printed' }
}
