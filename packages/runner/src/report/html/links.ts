import { relative, sep } from 'node:path'
import { type Html, markup } from './text.js'

/** The address of a file, from a page in the directory. `./` keeps any file name a path. */
export function addressOf(file: string, directory: string): Html {
  const parts = relative(directory, file).split(sep)
  const address = parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/')
  return { html: `./${address.replaceAll("'", '%27')}` }
}

/** A link to a file, with its name. */
export function linkTo(file: string, directory: string): Html {
  return markup`<a href="${addressOf(file, directory)}">${file.split(sep).at(-1)}</a> `
}
