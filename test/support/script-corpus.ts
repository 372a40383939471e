import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const corpusFolder = fileURLToPath(new URL('../../fixtures/scripts', import.meta.url))

/** A few of each folder, for every test run. */
const fastNames = [
  'functions/helpers-above',
  'describe/shared-constants',
  'elements/find-all-nth',
  'windows/blank',
]

/** The scripts of the corpus as `folder/name`; `choice` is `all`, a part of a name, or undefined for the fast ones. */
export function corpusScripts(choice: string | undefined): readonly string[] {
  const all = readdirSync(corpusFolder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .map((path) => path.replaceAll('\\', '/').replace(/\.js$/, ''))
    .toSorted()
  if (choice === undefined) return fastNames
  return all.filter((name) => choice === 'all' || choice.split(',').some((part) => name.includes(part)))
}

/** Reports in order, so that two runs of a script can be compared. */
const reporter = `
function report(text) {
  const request = new XMLHttpRequest()
  request.open('POST', '/event', false)
  request.send(text)
}
for (const type of ['click', 'input', 'change', 'keydown', 'submit']) {
  addEventListener(type, ({ target, key = '' }) => report([type, target.tagName, target.id, target.value ?? '', key].join(' ')), true)
}
addEventListener('load', () => {
  report('load ' + location.pathname)
  // Not before: how many changes parsing makes depends on time.
  const observer = new MutationObserver(() => report('text ' + document.body.innerText.replace(/\\s+/g, ' ')))
  observer.observe(document, { subtree: true, childList: true, characterData: true })
})
`

/** Serves the pages of the corpus, and records what happens in them. */
export async function serveCorpus() {
  const events: string[] = []
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page.test')
    if (pathname === '/event') {
      request.setEncoding('utf8').on('data', (text: string) => events.push(text))
      request.on('end', () => response.end())
      return
    }
    if (!pathname.endsWith('.html')) {
      response.writeHead(404).end()
      return
    }
    const page = readFileSync(join(corpusFolder, 'pages', basename(pathname)))
    response.setHeader('content-type', 'text/html').end(`<script>${reporter}</script>${String(page)}`)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    withOrigin: (text: string) => text.replaceAll('http://page.test', origin),
    /** The events since the last call. */
    takeEvents: () => events.splice(0),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
