import { dirname } from 'node:path'
import { writeFileAtomic } from '@loadero-test/core/internal'
import type { Summary } from '../../model/session.js'
import type { Reporter } from '../reporter.js'

export interface HtmlOptions {
  /** Absolute path of the page. */
  readonly outputFile: string
}

/** Writes one self-contained page without external scripts, styles and images. */
export function htmlReporter({ outputFile }: HtmlOptions): Reporter {
  const write = async (summary: Summary) => {
    // Loads the chart libraries only when a page is written.
    const [{ renderHtml, shownTests }, { readSeries }] = await Promise.all([
      import('./page.js'),
      import('./read-series.js'),
    ])
    const directory = dirname(outputFile)
    const series = await readSeries(shownTests(summary))
    await writeFileAtomic(
      outputFile,
      renderHtml(summary, { directory, seriesOf: (result) => series.get(result) }),
    )
  }
  return { name: 'html', outputFile, onInterrupt: write, onEnd: write }
}
