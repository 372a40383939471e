import { statSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter, SessionError } from '@loadero-test/runner'

/** Clocks of file systems may be this much behind. */
const clockToleranceMs = 50

interface WrittenReports {
  readonly reporters: readonly Reporter[]
  /** Of the session; those of reporters are printed. */
  readonly errors: readonly SessionError[]
  /** A file that is older was written by an earlier session. */
  readonly startedMs: number
}

/** Prints the reporters that failed, the path of each report, and which reports were not written. */
export function printReports(
  { reporters, errors, startedMs }: WrittenReports,
  { cwd, write }: { readonly cwd: string; readonly write: (text: string) => void },
): void {
  for (const { kind, message } of errors) if (kind === 'reporter') write(`Error         ${message}\n`)
  for (const { outputFile } of reporters) {
    if (outputFile === undefined) continue
    const label = isWrittenSince(outputFile, startedMs) ? 'Report' : 'Not written'
    write(`${label.padEnd(14)}${relative(cwd, outputFile)}\n`)
  }
}

function isWrittenSince(file: string, startedMs: number): boolean {
  try {
    return statSync(file).mtimeMs >= startedMs - clockToleranceMs
  } catch {
    // A part of the path may be missing, a file, or not readable.
    return false
  }
}
