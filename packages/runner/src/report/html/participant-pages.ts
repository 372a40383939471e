import { readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { safeFileName, writeFileAtomic } from '@loadero-test/core/internal'
import type { ParticipantOutcome, TestResult } from '../../model/result.js'
import { redactSecrets } from '../../model/redact-secrets.js'
import { renderParticipantPage, type SourceExcerpt } from './participant-page.js'
import { placeInMessage } from '../failing-place.js'
import { readParticipantLogs } from './participant-logs.js'
import { readSeries } from './read-series.js'

/** Of a session. A page takes some milliseconds, and more of them would delay the end of a session. */
const maxPages = 1_000

export interface ParticipantPages {
  /** Writes the pages of the participants of a test that did not pass or that have files. */
  readonly write: (result: TestResult) => Promise<void>
  /** The absolute path of a page that was written. */
  readonly pageOf: (result: TestResult, label: string) => string | undefined
}

/**
 * @param reportFile absolute path of the page of the session
 * @param root of the project, for excerpts of scripts
 */
export function createParticipantPages(reportFile: string, root: string): ParticipantPages {
  const pages = new Map<string, string>()
  const used = new Set<string>()
  const keyOf = ({ test }: TestResult, label: string) => `${test.id}\n${label}`
  // Beside the files of a participant, so that a copy of its folder is complete.
  const fileFor = ({ run }: TestResult, { label, files }: ParticipantOutcome) => {
    const first = files.find((file) => !file.endsWith(`${sep}script.js`))
    const beside = first && join(dirname(first), 'participant.html')
    return beside !== undefined && !used.has(beside)
      ? beside
      : join(dirname(reportFile), 'participants', `${run?.id ?? 'no-run'}-${safeFileName(label)}.html`)
  }
  return {
    pageOf: (result, label) => pages.get(keyOf(result, label)),
    async write(result) {
      const shown = result.participants.filter(({ status, files }) => status !== 'passed' || files.length > 0)
      if (result.run === undefined || shown.length === 0) return
      const series = (await readSeries([result])).get(result)
      for (const outcome of shown) {
        if (used.size >= maxPages) return
        const file = fileFor(result, outcome)
        used.add(file)
        const page = renderParticipantPage({
          result,
          outcome,
          series,
          logs: await readParticipantLogs(outcome.files),
          source: await readSource(outcome, root),
          directory: dirname(file),
          reportFile,
        })
        await writeFileAtomic(file, page)
        pages.set(keyOf(result, outcome.label), file)
      }
    },
  }
}

const linesAround = 4

async function readSource(outcome: ParticipantOutcome, root: string): Promise<SourceExcerpt | undefined> {
  // A message is text from a browser: it may name any file, and only those of the project are shown.
  const found = outcome.reasons
    .flatMap((reason) => placeInMessage(reason) ?? [])
    .find(({ file }) => !relative(root, resolve(root, file)).startsWith('..'))
  if (found === undefined) return undefined
  const { file, line } = found
  const text = await readFile(resolve(root, file), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const firstLine = Math.max(1, line - linesAround)
  const lines = redactSecrets(text)
    .split('\n')
    .slice(firstLine - 1, line + linesAround)
  return lines.length === 0 ? undefined : { place: `${file}:${line}`, firstLine, failedLine: line, lines }
}
