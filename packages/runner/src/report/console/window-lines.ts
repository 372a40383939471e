import { plural } from '@loadero-test/core/internal'
import stringWidth from 'string-width'
import { clockTime } from '../../model/duration.js'
import type { Progress } from '../../model/session.js'
import { participantCount } from '../../model/spec.js'
import type { SessionProgress, InFlight } from './session-progress.js'
import { fit, pad } from './fit.js'
import { countsOf } from './counts.js'
import type { Palette } from './palette.js'
import { plainLine } from '../plain-text.js'
import type { TerminalSize } from './terminal.js'

export interface WindowLayout extends TerminalSize {
  readonly nowMs: number
  readonly palette: Palette
}

/** The lines of the window: the oldest tests in flight, as many as fit, and the progress of the session. */
export function windowLines(
  progress: SessionProgress,
  { columns, rows, nowMs, palette }: WindowLayout,
): readonly string[] {
  // The cursor is below the last line, and a line that fills its row may wrap.
  const [height, width] = [rows - 1, columns - 1]
  if (height < 1 || width < minWidth) return []
  const { sinceMs, total, inFlight, ended } = progress
  const waiting = total - ended.length - inFlight.length
  const counts = [
    ...countsOf(ended).map(({ count, verdict }) => `${count} ${verdict}`),
    ...(inFlight.length > 0 ? [`${inFlight.length} in flight`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
  ]
  const summary = `${clockTime(nowMs - sinceMs)}  ${counts.join(', ')} of ${plural(total, 'test')}`
  const footer = palette.bold(fit(summary, width))
  const maxTests = height - 2
  if (maxTests < 1 || inFlight.length === 0) return [footer]
  const shown = inFlight.slice(0, inFlight.length > maxTests ? maxTests - 1 : maxTests)
  const more = inFlight.length - shown.length
  return [
    '',
    ...testLines(shown, { width, nowMs, palette }),
    ...(more > 0 ? [palette.dim(fit(`  … and ${more} more`, width))] : []),
    footer,
  ]
}

const columnNames = ['phase', 'participants', 'units', 'elapsed', 'end'] as const
type Cells = Readonly<Record<(typeof columnNames)[number], string>>

/** The columns that a narrow terminal does not show, the least important first. */
const droppableColumns: readonly (keyof Cells)[] = ['units', 'participants', 'end', 'elapsed', 'phase']
const minNameWidth = 24
const minWidth = 4

function testLines(
  shown: readonly InFlight[],
  { width, nowMs, palette }: { readonly width: number; readonly nowMs: number; readonly palette: Palette },
): readonly string[] {
  const tests = shown.map(({ test, sinceMs, progress }) => {
    const units = progress?.run?.total_cu_count
    const end = progress?.expectedEndMs
    const cells: Cells = {
      phase: pad(phaseLabel(progress), 'collecting-results'.length),
      participants: plural(progress?.run?.participant_count ?? participantCount(test), 'participant'),
      units: units === undefined ? '' : `${units} CU`,
      elapsed: clockTime(nowMs - sinceMs),
      end: end === undefined ? '' : `/ ${clockTime(end - sinceMs)}`,
    }
    return { name: plainLine(test.id), cells }
  })
  const nameWidth = Math.max(...tests.map(({ name }) => stringWidth(name)))
  const all = columnNames
    .map((column) => ({ column, width: Math.max(...tests.map(({ cells }) => stringWidth(cells[column]))) }))
    .filter((column) => column.width > 0)
  const widthLeft = (columns: typeof all) =>
    width - 2 - columns.reduce((sum, column) => sum + 2 + column.width, 0)
  let columns = all
  for (const dropped of droppableColumns) {
    if (widthLeft(columns) >= Math.min(nameWidth, minNameWidth)) break
    columns = columns.filter(({ column }) => column !== dropped)
  }
  const nameColumns = Math.max(0, Math.min(nameWidth, widthLeft(columns)))
  return tests.map(({ name, cells }) => {
    const rest = columns.map(({ column, width: cellWidth }) => `  ${pad(cells[column], cellWidth)}`).join('')
    return `${palette.cyan('●')} ${pad(fit(name, nameColumns), nameColumns)}${palette.dim(rest.trimEnd())}`
  })
}

/** The phase of a test; of a live run its status, which is more precise. */
export function phaseLabel(progress: Progress | undefined): string {
  if (!progress) return 'starting'
  const { phase, attempt, run } = progress
  const label = phase === 'live' ? plainLine(run?.status ?? phase) : phase
  return attempt > 1 ? `${label} (${attempt})` : label
}
