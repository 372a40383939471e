import { expect, test } from 'vitest'
import type { Summary } from '../model/session.js'
import { githubSummary } from './export/job-summary.js'
import { renderHtml } from './html/page.js'
import { type JunitOptions, junitPieces } from './junit/junit.js'
import { jsonPieces } from './json/json.js'
import { sessions } from '../../test/sessions.js'

const samples = '../../docs/reports'
const outputFile = '/project/.loadero/junit.xml'

test.each(Object.entries<Summary>(sessions))(
  'JUnit and JSON report of the session %s',
  async (name, summary) => {
    await expect([...junitPieces(summary, { outputFile })].join('')).toMatchFileSnapshot(
      `${samples}/${name}.junit.xml`,
    )
    const json = [...jsonPieces(summary, '/project/.loadero')].join('')
    await expect(json).toMatchFileSnapshot(`${samples}/${name}.json`)
  },
)

test('HTML report of a failed session', async () => {
  const page = renderHtml(sessions['failed-by-script'], { directory: '/project/.loadero' })
  await expect(page).toMatchFileSnapshot(`${samples}/failed-by-script.html`)
})

test('GitHub job summary of a flaky session', async () => {
  await expect(githubSummary(sessions.flaky)).toMatchFileSnapshot(`${samples}/flaky.github.md`)
})

test.each<[string, string, Partial<JunitOptions>]>([
  ['azure', 'azure', { attachments: 'absolute' }],
  ['buildkite', 'buildkite', {}],
  ['circleci', 'circleci', {}],
  ['github', 'github', {}],
  ['gitlab', 'gitlab', { attachments: '/project' }],
  ['jenkins', 'jenkins', { attachments: 'absolute' }],
  ['jenkins-strict', 'jenkins', { attachments: 'absolute', profile: 'strict' }],
])('JUnit report for the reader %s', async (name, ci, options) => {
  const summary = { ...sessions.flaky, environment: { ...sessions.flaky.environment, ci } }
  await expect([...junitPieces(summary, { outputFile, ...options })].join('')).toMatchFileSnapshot(
    `${samples}/readers/${name}.xml`,
  )
})

test('no report says that its runs were at Loadero', () => {
  for (const summary of Object.values<Summary>(sessions)) {
    const reports = [
      [...junitPieces(summary, { outputFile })].join(''),
      [...jsonPieces(summary, '/project/.loadero')].join(''),
      renderHtml(summary, { directory: '/project/.loadero' }),
      githubSummary(summary),
    ]
    // The same reports are written for local runs.
    expect(reports.filter((report) => /run \d+[^.]{0,20} at Loadero/.test(report))).toEqual([])
  }
})
