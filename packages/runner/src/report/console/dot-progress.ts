import type { Verdict } from '../../model/result.js'
import type { ProgressContext, ProgressRenderer } from './progress-renderer.js'

const letters = {
  passed: '.',
  failed: 'F',
  errored: 'E',
  interrupted: 'I',
  skipped: '-',
} as const satisfies Record<Verdict, string>

/** Prints a letter for each test. */
export function renderDotProgress({ terminal, palette }: ProgressContext): ProgressRenderer {
  let column = 0
  const breakLine = () => {
    if (column > 0) terminal.write('\n')
    column = 0
  }
  return {
    print: (line) => {
      breakLine()
      terminal.write(`${line}\n`)
    },
    result: ({ verdict }) => {
      if (column >= terminal.size().columns) breakLine()
      terminal.write(palette.of[verdict](letters[verdict]))
      column++
    },
    close: breakLine,
  }
}
