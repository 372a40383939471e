import type { CiTemplate } from './ci/project-facts.js'

const config = `import { defineConfig } from 'loadero-test'

export default defineConfig({
  include: ['specs/**/*.loadero.ts'],
})
`

const spec = `import { script, test } from 'loadero-test'

// A page that needs no server. Replace it with the URL of your app.
const url = 'data:text/html,<title>First</title><h1>Hello</h1>'

test('the first page opens for two people', {
  startInterval: '2s',
  participantTimeout: '1m',
  script: script('./first.js', { vars: { url } }),
  participants: [{ name: 'visitor', count: 2, browser: 'chromeLatest' }],
})
`

const script = `/** @type {import('loadero-test/script').Script<{ url: string }>} */
function visit(client, { url }) {
  client.url(url)
  client.waitForElementVisible('h1')
  client.takeScreenshot('first.png')
}
`

const ignored = `node_modules/
.loadero/
`

/** Files of a first load test, by path. */
export function initFiles(ci: CiTemplate): Readonly<Record<string, string>> {
  return {
    'loadero.config.ts': config,
    'specs/first.loadero.ts': spec,
    'specs/first.js': script,
    '.gitignore': ignored,
    ...ci.files,
  }
}
