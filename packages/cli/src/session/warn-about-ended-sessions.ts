import { plural } from '@loadero-test/core/internal'

/**
 * Says which sessions of this directory were killed, which runs they may have left, and how to stop them.
 * @param subject the session that the command is about, which is left out
 */
export async function warnAboutEndedSessions(
  { outputDir }: { readonly outputDir: string },
  write: (text: string) => void,
  subject?: string,
): Promise<void> {
  const { findEndedSessions, plainLine } = await import('@loadero-test/runner/specs')
  for (const { id, owner, runs, unconfirmed } of findEndedSessions(outputDir, subject)) {
    const left = [
      ...(runs.length > 0 ? [`${plural(runs.length, 'run')} (${runs.join(', ')})`] : []),
      ...unconfirmed.map((name) => `a run of '${plainLine(name)}'`),
    ]
    write(
      `Session ${id} was killed (process ${owner.pid} on ${owner.host}) and may have left active: ${left.join(', ')}.\n` +
        `  To stop them: loadero-test stop ${id}. To complete it: loadero-test attach ${id}\n`,
    )
  }
}
