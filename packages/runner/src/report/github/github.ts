import { appendFile } from 'node:fs/promises'
import { annotationsOf } from './annotations.js'
import { githubSummary } from './job-summary.js'
import type { Reporter } from '../reporter.js'

export interface GithubOptions {
  readonly write: (text: string) => void
  /** What `GITHUB_STEP_SUMMARY` names; without it there are annotations alone. */
  readonly summaryFile?: string | undefined
  /** The report that a summary which had to leave something out points to. */
  readonly fullReport?: string | undefined
}

/** Marks the specs' lines of what did not pass, and adds to the summary of the job, where other steps write, too. */
export function githubReporter({ write, summaryFile, fullReport }: GithubOptions): Reporter {
  return {
    name: 'github',
    onEnd: async (summary) => {
      for (const annotation of annotationsOf(summary)) write(`${annotation}\n`)
      if (summaryFile !== undefined) await appendFile(summaryFile, githubSummary(summary, { fullReport }))
    },
  }
}
