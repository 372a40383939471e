import { appendFile } from 'node:fs/promises'
import { plural } from '@loadero-test/core/internal'
import type { SourceLocation } from '../../model/diagnostic.js'
import { hintFor, sessionErrors, type Summary } from '../../model/session.js'
import { headline } from '../format.js'
import { githubSummary } from './job-summary.js'
import { plainLine, shorten } from '../plain-text.js'
import type { Reporter } from '../reporter.js'

export interface GithubOptions {
  readonly write: (text: string) => void
  /** The path in `GITHUB_STEP_SUMMARY`; without it only annotations are written. */
  readonly summaryFile?: string | undefined
  /** The report that a shortened summary refers to. */
  readonly fullReport?: string | undefined
}

/** Annotates the lines of tests that did not pass, and appends to the summary of the job. */
export function githubReporter({ write, summaryFile, fullReport }: GithubOptions): Reporter {
  return {
    name: 'github',
    onEnd: async (summary) => {
      for (const annotation of annotationsOf(summary)) write(`${annotation}\n`)
      if (summaryFile !== undefined) await appendFile(summaryFile, githubSummary(summary, { fullReport }))
    },
  }
}

/** GitHub shows ten annotations of a step and drops the rest silently. The tenth says how many more there are. */
const maxAnnotations = 9

/** GitHub refuses longer messages. */
const maxCharacters = 4_000

interface Annotation {
  readonly title: string
  readonly message: string
  readonly location?: SourceLocation
  /** Default: `error`. */
  readonly severity?: 'error' | 'warning'
}

/** Workflow commands that annotate the lines of specs with what did not pass. */
export function annotationsOf(summary: Summary): readonly string[] {
  const all: readonly Annotation[] = [
    ...sessionErrors(summary).map(({ message, hint = '' }) => ({
      title: 'loadero-test',
      message: `${message} ${hint}`,
    })),
    ...summary.diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ code, message, location, hint = '' }) => ({
        title: code,
        message: `${message} ${hint}`,
        location,
      })),
    ...summary.tests
      .filter(({ verdict }) => verdict !== 'passed' && verdict !== 'skipped')
      .map((result) => ({
        title: `${result.verdict}: ${result.test.id}`,
        message: [headline(result) || result.verdict, hintFor(summary, result.test) ?? []].flat().join(' '),
        location: result.test.location,
      })),
    ...summary.tests.flatMap(({ test, warnings = [] }) =>
      warnings.map((message) => ({
        title: test.id,
        message,
        location: test.location,
        severity: 'warning' as const,
      })),
    ),
  ]
  if (all.length <= maxAnnotations + 1) return all.map(workflowCommand)
  const more = {
    title: 'loadero-test',
    message: `and ${plural(all.length - maxAnnotations, 'more problem')}: see the summary of the job`,
  }
  return [...all.slice(0, maxAnnotations), more].map(workflowCommand)
}

function workflowCommand({ title, message, location, severity = 'error' }: Annotation): string {
  const properties = {
    ...(location && { file: location.file, line: String(location.line) }),
    title: shorten(plainLine(title), 255),
  }
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`)
  return `::${severity} ${pairs.join(',')}::${escapeData(shorten(plainLine(message), maxCharacters))}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(plainLine(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
