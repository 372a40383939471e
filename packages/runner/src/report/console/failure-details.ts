import { plural } from '@loadero-test/core/internal'
import type { TestResult } from '../../model/result.js'
import type { LogEntry } from '../../model/timed/timeline.js'
import { plainLine } from '../plain-text.js'

const maxParticipants = 2
const maxEntries = 3
const maxMarks = 6

/** What the logs of the first failed participants say: the second of the failure, marks, commands, errors of the page. */
export function failureDetailLines({ participants }: TestResult): readonly string[] {
  const failed = participants.filter(
    ({ status, failure: { commands = [], pageErrors = [], failedRequests = [] } = {} }) =>
      status !== 'passed' && commands.length + pageErrors.length + failedRequests.length > 0,
  )
  const rest = failed.length - maxParticipants
  return [
    ...failed.slice(0, maxParticipants).flatMap(({ label, startedMs, script, failure }) => {
      // The clock of a log can differ from that of the service.
      const since = (atMs: number | undefined) =>
        atMs === undefined || startedMs === undefined || atMs < startedMs
          ? ''
          : `${((atMs - startedMs) / 1_000).toFixed(1)} s  `
      const lines = (kind: string, entries: readonly LogEntry[] = []) =>
        entries.map(({ atMs, text }) => `  ${kind}: ${since(atMs)}${plainLine(text)}`)
      const marks = (script?.marks ?? [])
        .slice(-maxMarks)
        .map(({ name, atMs }) => `${name} ${since(atMs).trim()}`.trim())
      const { second } = failure ?? {}
      return [
        `${plainLine(label)}${second === undefined ? '' : ` failed at ${second.toFixed(1)} s`}`,
        ...(marks.length === 0 ? [] : [`  marks: ${marks.join(', ')}`]),
        ...lines('command', failure?.commands.slice(-maxEntries)),
        ...lines('page error', failure?.pageErrors.slice(0, maxEntries)),
        ...lines('failed request', failure?.failedRequests.slice(0, maxEntries)),
      ]
    }),
    ...(rest > 0 ? [`and details of ${plural(rest, 'more participant')} in the JSON report`] : []),
  ]
}
