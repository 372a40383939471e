import type { InspectedProject } from './inspect-project.js'

/** What the first test opens, and its limits. */
export interface FirstTest {
  readonly url: string
  /** Each participant must open the page faster, in milliseconds. */
  readonly maxOpenMs: number
  /** The mean over the participants must be lower, in milliseconds. */
  readonly maxMeanOpenMs: number
  /** Where the limits come from, as comments in the spec. */
  readonly measured?: { readonly assert: string; readonly expectation: string }
}

/** A page that needs no server, and limits that every machine keeps. */
export const defaultFirstTest: FirstTest = {
  url: 'data:text/html,<title>First</title><h1>Hello</h1>',
  maxOpenMs: 10_000,
  maxMeanOpenMs: 5_000,
}

/** The names of the files, whose endings say that they are modules. */
export interface FirstFiles {
  readonly config: string
  readonly spec: string
  readonly script: string
}

/**
 * In a CommonJS package, `.mts` and `.mjs` are modules for TypeScript, Node.js and editors alike. A JavaScript script is
 * one function, as at Loadero, which any ending allows.
 */
export function firstFileNames({ language, modules }: InspectedProject): FirstFiles {
  const module = modules === 'commonjs' ? 'm' : ''
  const ending = language === 'typescript' ? `${module}ts` : `${module}js`
  return {
    config: `loadero.config.${ending}`,
    spec: `specs/first.loadero.${ending}`,
    script: `specs/first.${language === 'typescript' ? ending : 'js'}`,
  }
}

/** The configuration, the first spec with its script, and the list of ignored files, by path from the root. */
export function firstFiles(
  project: InspectedProject,
  { url, maxOpenMs, maxMeanOpenMs, measured }: FirstTest,
): Readonly<Record<string, string>> {
  const { config, spec, script } = firstFileNames(project)
  const isTypeScript = project.language === 'typescript'
  const check = isTypeScript ? '' : '// @ts-check\n'
  const intro =
    measured === undefined ? '\n// A page that needs no server. Replace it with the URL of your app.' : ''
  const comment = (text: string | undefined) => (text === undefined ? '' : ` Measured: ${text}.`)
  return {
    [config]: `${check}import { defineConfig } from 'loadero-test'

export default defineConfig({
  include: ['specs/**/*.loadero.{ts,mts,js,mjs}'],
})
`,
    [spec]: `${check}import { metric, script, test } from 'loadero-test'
${intro}
const url = '${url.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'

test('the first page opens for two people', {
  startInterval: '2s',
  participantTimeout: '1m',
  script: script('./${script.slice('specs/'.length)}', { vars: { url } }),
  participants: [{ name: 'visitor', count: 2, browser: 'chromeLatest' }],
  // Loadero checks each participant.${comment(measured?.assert)}
  asserts: [metric('actions/timeExecution/open').lessThan(${formatNumber(maxOpenMs)})],
  // Checked over all participants, after the run.${comment(measured?.expectation)}
  expects: [metric('actions/timeExecution/open').mean().lessThan(${formatNumber(maxMeanOpenMs)})],
})
`,
    [script]: isTypeScript ? typedScript : plainScript,
    '.gitignore': 'node_modules/\n.loadero/\n',
  }
}

const typedScript = `import { defineScript } from 'loadero-test/script'

export default defineScript<{ url: string }>((client, { url }) => {
  client.timeExecution('open', () => {
    client.url(url)
    client.waitForElementVisible('body')
  })
  client.takeScreenshot('first.png')
})
`

const plainScript = `/** @type {import('loadero-test/script').Script<{ url: string }>} */
function visit(client, { url }) {
  client.timeExecution('open', () => {
    client.url(url)
    client.waitForElementVisible('body')
  })
  client.takeScreenshot('first.png')
}
`

/** With the separators that a reader expects in code. */
export function formatNumber(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '_')
}
