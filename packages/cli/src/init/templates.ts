import type { InitConfig } from '../config/init-config.js'

type CiProvider = InitConfig['ci']

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

/** Runs cost compute units, so a push does not start them. */
const github = `name: load tests
on:
  workflow_dispatch:
  schedule:
    - cron: '0 3 * * *'
permissions:
  contents: read
concurrency: load-tests
jobs:
  load:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npm ci
      # Without a token the tests would run on this machine.
      - run: test -n "$LOADERO_ACCESS_TOKEN" && npx loadero-test
        env:
          LOADERO_PROJECT_ID: \${{ vars.LOADERO_PROJECT_ID }}
          LOADERO_ACCESS_TOKEN: \${{ secrets.LOADERO_ACCESS_TOKEN }}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: loadero
          path: .loadero
          include-hidden-files: true
`

const gitlab = `load tests:
  image: node:22
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
    - if: $CI_PIPELINE_SOURCE == "web"
  resource_group: load-tests
  timeout: 60 minutes
  script:
    - npm ci
    # Without a token the tests would run on this machine.
    - test -n "$LOADERO_ACCESS_TOKEN" && npx loadero-test
  artifacts:
    when: always
    paths: [.loadero]
    reports:
      junit: .loadero/junit.xml
`

const ignored = `node_modules/
.loadero/
`

interface CiJob {
  /** Files of the job, by path. */
  readonly files: Readonly<Record<string, string>>
  /** Steps that the user has to do. */
  readonly todo: readonly string[]
}

export const ciJobs: Readonly<Record<CiProvider, CiJob>> = {
  github: {
    files: { '.github/workflows/load-tests.yml': github },
    todo: ['at GitHub, set the variable LOADERO_PROJECT_ID and the secret LOADERO_ACCESS_TOKEN'],
  },
  gitlab: {
    files: { '.gitlab/load-tests.yml': gitlab },
    todo: [
      "add `include: '.gitlab/load-tests.yml'` to .gitlab-ci.yml, and a schedule",
      'at GitLab, set the variable LOADERO_PROJECT_ID and the hidden variable LOADERO_ACCESS_TOKEN',
    ],
  },
  none: { files: {}, todo: [] },
}

/** Files of a first load test, by path. */
export function initFiles(ci: CiProvider): Readonly<Record<string, string>> {
  return {
    'loadero.config.ts': config,
    'specs/first.loadero.ts': spec,
    'specs/first.js': script,
    '.gitignore': ignored,
    ...ciJobs[ci].files,
  }
}
