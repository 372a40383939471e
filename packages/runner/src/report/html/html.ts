import { dirname } from 'node:path'
import type { Summary } from '../../model/session.js'
import type { Reporter } from '../reporter.js'
import { writeFileAtomic } from '@loadero-test/core/internal'

export interface HtmlOptions {
  /** Absolute path of the page. */
  readonly outputFile: string
}

/** Writes one self-contained page without scripts and without external styles or images. */
export function htmlReporter({ outputFile }: HtmlOptions): Reporter {
  const write = async (summary: Summary) => {
    // Loads the chart libraries only when a page is written.
    const { renderHtml } = await import('./page.js')
    await writeFileAtomic(outputFile, renderHtml(summary, dirname(outputFile)))
  }
  return { name: 'html', outputFile, onInterrupt: write, onEnd: write }
}
