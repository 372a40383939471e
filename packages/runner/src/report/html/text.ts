import { plainText, shorten } from '../plain-text.js'

/** A piece of a page that may be put into it as it is. */
export interface Html {
  readonly html: string
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const mostCharacters = 2_000

function escape(text: string): string {
  return shorten(plainText(text), mostCharacters).replaceAll(
    /[&<>"']/g,
    (character) => escapes[character] ?? '',
  )
}

type Piece = string | number | Html | undefined | readonly Piece[]

function render(piece: Piece): string {
  if (piece === undefined) return ''
  if (typeof piece === 'string') return escape(piece)
  if (typeof piece === 'number') return Number.isFinite(piece) ? String(piece) : '–'
  return 'html' in piece ? piece.html : piece.map(render).join('')
}

/** Puts a page together; whatever is not itself made by it is text, and stays text. */
export function markup(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return {
    html: strings.map((text, index) => `${text}${render(pieces[index])}`).join(''),
  }
}
