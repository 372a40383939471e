import pc from 'picocolors'
import type { Check, Verdict } from '../../model/result.js'

type Paint = (text: string) => string
type Outcome = Verdict | Check['outcome']

/** A symbol for each outcome, readable without colours. */
export const symbols = {
  passed: '✓',
  failed: '✗',
  errored: '!',
  interrupted: '■',
  skipped: '-',
  warned: '▲',
} as const satisfies Record<Outcome, string>

export interface Palette {
  /** Colour of each outcome. */
  readonly of: Readonly<Record<Outcome, Paint>>
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly yellow: Paint
  readonly cyan: Paint
}

export function paletteOf(colors: boolean): Palette {
  const { green, red, magenta, yellow, dim, bold, cyan } = pc.createColors(colors)
  const of = {
    passed: green,
    failed: red,
    errored: magenta,
    interrupted: yellow,
    skipped: dim,
    warned: yellow,
  }
  return { of, bold, dim, red, yellow, cyan }
}
