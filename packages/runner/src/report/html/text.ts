import { plainText, shorten } from '../plain-text.js'

/** Markup that needs no escaping. */
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

const maxCharacters = 2_000

function escapeHtml(text: string, max = maxCharacters): string {
  return shorten(plainText(text), max).replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '')
}

type MarkupValue = string | number | Html | undefined | readonly MarkupValue[]

function render(value: MarkupValue): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '–'
  return 'html' in value ? value.html : value.map(render).join('')
}

/** Template tag for HTML. Escapes all values except those that it created itself. */
export function markup(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Html {
  return {
    html: strings.map((text, index) => `${text}${render(values[index])}`).join(''),
  }
}

/** A text that is not shortened, such as the end of a log. */
export function longText(text: string): Html {
  return { html: escapeHtml(text, Infinity) }
}
