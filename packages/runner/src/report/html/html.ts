import { dirname } from 'node:path'
import type { Reporter } from '../reporter.js'
import { writeFileAtomic } from '@loadero-test/core/internal'

export interface HtmlOptions {
  /** Absolute path of the page. */
  readonly outputFile: string
}

/** Writes one self-contained page without scripts and without external styles or images. */
export function htmlReporter({ outputFile }: HtmlOptions): Reporter {
  return {
    name: 'html',
    outputFile,
    onEnd: async (summary) => {
      // Loads the chart libraries only when a page is written.
      const { renderHtml } = await import('./page.js')
      await writeFileAtomic(outputFile, renderHtml(summary, dirname(outputFile)))
    },
  }
}
