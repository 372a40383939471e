import { expect, test } from 'vitest'
import type { Summary } from '../model.js'
import { type JunitOptions, renderJunit } from './junit.js'
import { renderJson } from './json.js'
import { sessions } from './sessions.testing.js'

const samples = '../../docs/reports'
const outputFile = '/project/.loadero/junit.xml'

test.each(Object.entries<Summary>(sessions))('the reports of a session: %s', async (name, summary) => {
  await expect(renderJunit(summary, { outputFile })).toMatchFileSnapshot(`${samples}/${name}.junit.xml`)
  await expect(renderJson(summary, outputFile)).toMatchFileSnapshot(`${samples}/${name}.json`)
})

test.each<[string, string, Partial<JunitOptions>]>([
  ['azure', 'azure', { attachments: 'absolute' }],
  ['buildkite', 'buildkite', {}],
  ['circleci', 'circleci', {}],
  ['github', 'github', {}],
  ['gitlab', 'gitlab', { attachments: '/project' }],
  ['jenkins', 'jenkins', { attachments: 'absolute' }],
  ['jenkins-strict', 'jenkins', { attachments: 'absolute', profile: 'strict' }],
])('what one who reads JUnit gets: %s', async (name, ci, options) => {
  const summary = { ...sessions.flaky, facts: { ...sessions.flaky.facts, ci } }
  await expect(renderJunit(summary, { outputFile, ...options })).toMatchFileSnapshot(
    `${samples}/readers/${name}.xml`,
  )
})
