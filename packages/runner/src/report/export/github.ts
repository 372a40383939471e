import { appendFile } from 'node:fs/promises'
import { errorMessage } from '@loadero-test/core/internal'
import type { SourcePath } from '../failing-place.js'
import type { Reporter } from '../reporter.js'
import { annotationsOf } from './annotations.js'
import { githubSummary } from './job-summary.js'
import { type CommentTarget, maxCommentBytes, writeComment } from './pull-request-comment.js'

export interface GithubOptions {
  readonly write: (text: string) => void
  /** The path in `GITHUB_STEP_SUMMARY`; without it only annotations are written. */
  readonly summaryFile?: string | undefined
  /** The report that a shortened summary refers to. */
  readonly fullReport?: string | undefined
  /** The path of a source file in the repository. Default: relative to the project root. */
  readonly sourcePath?: SourcePath | undefined
  /** The pull request to comment on. Default: none. */
  readonly comment?: CommentTarget | undefined
}

/**
 * Annotates the lines of tests that did not pass, appends to the summary of the job, and keeps one comment on the pull
 * request up to date. A comment that cannot be written is a warning: it says nothing about the tests.
 */
export function githubReporter({
  write,
  summaryFile,
  fullReport,
  sourcePath,
  comment,
}: GithubOptions): Reporter {
  return {
    name: 'github',
    onEnd: async (summary) => {
      for (const annotation of annotationsOf(summary, sourcePath)) write(`${annotation}\n`)
      if (summaryFile !== undefined)
        await appendFile(summaryFile, githubSummary(summary, { fullReport, sourcePath }))
      if (comment === undefined) return
      try {
        await writeComment(
          githubSummary(summary, { fullReport, sourcePath, maxBytes: maxCommentBytes }),
          comment,
        )
      } catch (error) {
        const message = errorMessage(error).replaceAll(comment.token, '***')
        write(`::warning title=loadero-test::The comment on the pull request was not written: ${message}\n`)
      }
    },
  }
}
