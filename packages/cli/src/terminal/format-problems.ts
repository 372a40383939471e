import { diagnosticLines, plainLine, type PlannedProject } from '@loadero-test/runner'
import type pc from 'picocolors'

export type Colors = ReturnType<typeof pc.createColors>

/** Formats the diagnostics of the specs and the errors of requests. */
export function formatProblems(
  { diagnostics, errors }: Pick<PlannedProject, 'diagnostics' | 'errors'>,
  c: Colors,
): readonly string[] {
  return [
    ...diagnostics.flatMap((diagnostic) => {
      const [first = '', ...rest] = diagnosticLines(diagnostic)
      return [(diagnostic.severity === 'error' ? c.red : c.yellow)(first), ...rest]
    }),
    ...errors.flatMap(({ message, hint }) => [
      c.red(plainLine(message)),
      ...(hint === undefined ? [] : [`  ${plainLine(hint)}`]),
    ]),
  ]
}
