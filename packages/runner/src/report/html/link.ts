import { relative, sep } from 'node:path'
import { type Html, markup } from './text.js'

/** A link to a file beside the page or below; begun like this, it is a path whatever the file is called. */
export function linkTo(file: string, directory: string): Html {
  const parts = relative(directory, file).split(sep)
  const address = parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/')
  return markup`<a href="./${{ html: address.replaceAll("'", '%27') }}">${parts.at(-1)}</a> `
}
