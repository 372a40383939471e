import stringWidth from 'string-width'
import { clockTime } from '../../model/duration.js'
import type { Progress } from '../../model/session.js'
import { participantCount } from '../../model/spec.js'
import type { SessionProgress, InFlight } from './session-progress.js'
import { fit, pad } from './fit.js'
import { countsOf } from './counts.js'
import { plural } from '../format.js'
import type { Palette } from './palette.js'
import { plainLine } from '../plain-text.js'
import type { TerminalSize } from './terminal.js'

export interface Drawing extends TerminalSize {
  readonly nowMs: number
  readonly palette: Palette
}

/** What the window shows: a line for each test in flight, as many as fit, and how far the session is. */
export function windowLines(
  board: SessionProgress,
  { columns, rows, nowMs, palette }: Drawing,
): readonly string[] {
  // The cursor stands below the last line, and a line that fills its row is one that may wrap.
  const [height, width] = [rows - 1, columns - 1]
  if (height < 1 || width < leastWidth) return []
  const footer = palette.bold(fit(footerOf(board, nowMs), width))
  const room = height - 2
  if (room < 1 || board.inFlight.length === 0) return [footer]
  const shown = board.inFlight.slice(0, board.inFlight.length > room ? room - 1 : room)
  const more = board.inFlight.length - shown.length
  return [
    '',
    ...testLines(shown, { width, nowMs, palette }),
    ...(more > 0 ? [palette.dim(fit(`  … and ${more} more`, width))] : []),
    footer,
  ]
}

function footerOf({ sinceMs, total, inFlight, ended }: SessionProgress, nowMs: number): string {
  const waiting = total - ended.length - inFlight.length
  const counts = [
    ...countsOf(ended).map(({ count, word }) => `${count} ${word}`),
    ...(inFlight.length > 0 ? [`${inFlight.length} in flight`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
  ]
  return `${clockTime(nowMs - sinceMs)}  ${counts.join(', ')} of ${plural(total, 'test')}`
}

const columnNames = ['phase', 'participants', 'units', 'elapsed', 'end'] as const
type Cells = Readonly<Record<(typeof columnNames)[number], string>>

/** What a narrow terminal does without, first to last. */
const expendable: readonly (keyof Cells)[] = ['units', 'participants', 'end', 'elapsed', 'phase']
const leastName = 24
const leastWidth = 4

function testLines(
  shown: readonly InFlight[],
  { width, nowMs, palette }: { readonly width: number; readonly nowMs: number; readonly palette: Palette },
): readonly string[] {
  const tests = shown.map((one) => ({ name: plainLine(one.test.id), cells: cellsOf(one, nowMs) }))
  const widthOf = (column: keyof Cells) =>
    tests.reduce((widest, { cells }) => Math.max(widest, stringWidth(cells[column])), 0)
  const widths = columnNames
    .map((column) => ({ column, width: widthOf(column) }))
    .filter((column) => column.width > 0)
  const longest = Math.max(...tests.map(({ name }) => stringWidth(name)))
  const left = (columns: typeof widths) =>
    width - 2 - columns.reduce((sum, column) => sum + 2 + column.width, 0)
  let columns = widths
  for (const next of expendable) {
    if (left(columns) >= Math.min(longest, leastName)) break
    columns = columns.filter(({ column }) => column !== next)
  }
  const room = Math.max(0, Math.min(longest, left(columns)))
  return tests.map(({ name, cells }) => {
    const rest = columns.map((column) => `  ${pad(cells[column.column], column.width)}`).join('')
    return `${palette.cyan('●')} ${pad(fit(name, room), room)}${palette.dim(rest.trimEnd())}`
  })
}

function cellsOf({ test, sinceMs, progress }: InFlight, nowMs: number): Cells {
  const units = progress?.run?.total_cu_count
  const end = progress?.expectedEndMs
  return {
    phase: pad(phaseOf(progress), 'collecting-results'.length),
    participants: plural(progress?.run?.participant_count ?? participantCount(test), 'participant'),
    units: units === undefined ? '' : `${units} CU`,
    elapsed: clockTime(nowMs - sinceMs),
    end: end === undefined ? '' : `/ ${clockTime(end - sinceMs)}`,
  }
}

/** A run that is under way tells best how far it is. */
export function phaseOf(progress: Progress | undefined): string {
  if (!progress) return 'starting'
  const { phase, attempt, run } = progress
  const words = phase === 'live' ? plainLine(run?.status ?? phase) : phase
  return attempt > 1 ? `${words} (${attempt})` : words
}
