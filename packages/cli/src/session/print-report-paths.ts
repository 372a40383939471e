import { relative } from 'node:path'
import type { Reporter } from '@loadero-test/runner'

/** Prints the path of each report file. */
export function printReportPaths(
  reporters: readonly Reporter[],
  { cwd, write }: { readonly cwd: string; readonly write: (text: string) => void },
): void {
  for (const { outputFile } of reporters) {
    if (outputFile !== undefined) write(`Report        ${relative(cwd, outputFile)}\n`)
  }
}
