import { relative } from 'node:path'
import type { Exit, Reporter } from '@loadero-test/runner'

/** The last lines: where reports are, and how the command ends. */
export const tellEnd = (
  { exit, reporters }: { readonly exit: Exit; readonly reporters: readonly Reporter[] },
  { cwd, write }: { readonly cwd: string; readonly write: (text: string) => void },
): void => {
  for (const { outputFile } of reporters) {
    if (outputFile !== undefined) write(`Report        ${relative(cwd, outputFile)}\n`)
  }
  write(`Exit ${exit.code}: ${exit.why}\n`)
}
