import { plainLine, shorten } from '../plain-text.js'

/** One line, escaped so that Markdown and HTML show it as text: no tags, links, mentions or ends of cells. */
export function escapeMarkdown(text: string): string {
  return shorten(plainLine(text), 2_000)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[!"#$%'()*+,\-./:=>?@[\\\]^_`{|}~]/g, String.raw`\$&`)
}
