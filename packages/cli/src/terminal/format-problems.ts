import { diagnosticLines, plainLine, type PlannedProject } from '@loadero-test/runner'
import type pc from 'picocolors'

export type Colors = ReturnType<typeof pc.createColors>

/** What is wrong with the specs, and what kept us from Loadero. */
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
