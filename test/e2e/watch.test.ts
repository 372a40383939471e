import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { normalizeOutput } from '../support/normalize-output.js'
import { createProject, spec } from '../support/project.js'

test.each([
  ['without a terminal', ['--simulate', 'scenario.json'], {}],
  ['in CI', ['--local'], { CI: 'true' }],
  ['for runs at Loadero', [], { LOADERO_ACCESS_TOKEN: 'token', LOADERO_PROJECT_ID: '1' }],
])('--watch is refused %s', async (_, args, env) => {
  const root = await createProject({ 'specs/a.loadero.ts': spec('alpha'), 'scenario.json': {} })
  const { code, stderr } = await run(root, [...args, '--watch'], env)
  expect(normalizeOutput(stderr)).toMatchSnapshot()
  expect(code).toBe(2)
})
