import { hash } from 'node:crypto'
import { relative, sep } from 'node:path'
import { pageScript } from './script.js'
import { style } from './style.js'
import { type Html, markup } from './text.js'

/** Only the page's own style and script are allowed, and files beside it as pictures and videos. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
  `script-src 'sha256-${hash('sha256', pageScript, 'base64')}'`,
  "img-src 'self' file:",
  "media-src 'self' file:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** A page that loads nothing from elsewhere. Everything essential works without its script. */
export function renderDocument(title: string, body: Html): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${{ html: style }}</style>
</head>
<body>
${body}<script>${{ html: pageScript }}</script>
</body>
</html>
`.html
}

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
