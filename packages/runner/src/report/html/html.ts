import { dirname } from 'node:path'
import type { Reporter } from '../reporter.js'
import { writeFileAtomic } from '../write-atomic.js'

export interface HtmlOptions {
  /** Absolute path of the page. */
  readonly outputFile: string
}

/** Writes one page that needs nothing from anywhere, neither scripts nor styles nor pictures. */
export function htmlReporter({ outputFile }: HtmlOptions): Reporter {
  return {
    name: 'html',
    outputFile,
    onEnd: async (summary) => {
      // Only here are the libraries that draw charts loaded.
      const { renderHtml } = await import('./page.js')
      await writeFileAtomic(outputFile, renderHtml(summary, dirname(outputFile)))
    },
  }
}
