import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { createProject, spec } from '../support/project.js'

test.each([
  ['where nobody is at the keys', ['--simulate', 'scenario.json'], {}, '--watch takes keys'],
  ['in CI', ['--local'], { CI: 'true' }, 'CI is set'],
  [
    'for runs at Loadero',
    [],
    { LOADERO_ACCESS_TOKEN: 'token', LOADERO_PROJECT_ID: '1' },
    '--watch is for local runs',
  ],
])('--watch is refused %s', async (_, args, env, words) => {
  const root = await createProject({ 'specs/a.loadero.ts': spec('alpha'), 'scenario.json': {} })
  const { code, stderr } = await run(root, [...args, '--watch'], env)
  expect(stderr).toContain(words)
  expect(code).toBe(2)
})
