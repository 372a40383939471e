import { createHash } from 'node:crypto'
import { script } from './script.js'
import { style } from './style.js'
import { type Html, markup } from './text.js'

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

/** Only the page's own style and script are allowed, and files beside it as pictures and videos. */
const policy = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
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
${body}<script>${{ html: script }}</script>
</body>
</html>
`.html
}
