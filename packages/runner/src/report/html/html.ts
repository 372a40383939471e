import { dirname } from 'node:path'
import { writeFileAtomic } from '@loadero-test/core/internal'
import type { Summary } from '../../model/session.js'
import type { Reporter } from '../reporter.js'
import type { ParticipantPages } from './participant-pages.js'

export interface HtmlOptions {
  /** Absolute path of the page. */
  readonly outputFile: string
  /** Of the project: places in scripts are relative to it. */
  readonly root: string
}

/**
 * Writes one self-contained page without external scripts, styles and images, and a page for each participant that did
 * not pass or whose files are kept.
 */
export function htmlReporter({ outputFile, root }: HtmlOptions): Reporter {
  let participants: ParticipantPages | undefined
  const write = async (summary: Summary) => {
    // Loads the chart libraries only when a page is written.
    const [{ renderHtml, shownTests }, { readSeries }] = await Promise.all([
      import('./page.js'),
      import('./read-series.js'),
    ])
    const series = await readSeries(shownTests(summary))
    const page = renderHtml(summary, {
      directory: dirname(outputFile),
      seriesOf: (result) => series.get(result),
      pageOf: (result, label) => participants?.pageOf(result, label),
    })
    await writeFileAtomic(outputFile, page)
  }
  return {
    name: 'html',
    outputFile,
    async onTestEnd(result) {
      if (result.verdict === 'skipped') return
      const { createParticipantPages } = await import('./participant-pages.js')
      participants ??= createParticipantPages(outputFile, root)
      await participants.write(result)
    },
    onInterrupt: write,
    onEnd: write,
  }
}
