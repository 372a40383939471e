import { expect, test } from 'vitest'
import { noBrowser } from '../support/browser.js'
import { run } from '../support/command.js'
import { createProject } from '../support/project.js'

const missing = noBrowser()
if (missing) console.warn(`Tests with a real browser are skipped: ${missing}`)

test.skipIf(missing)('the test that init writes passes in browsers', async () => {
  const root = await createProject({})
  expect((await run(root, ['init', '--ci', 'none'])).code).toBe(0)
  const { code, stdout } = await run(root, [], { PATH: process.env['PATH'] ?? '' })
  expect(stdout).toContain('✓ the first page opens for two people  2/2 participants')
  expect(code).toBe(0)
})
