import { describe, expect, test } from 'vitest'
import { UserError } from '@loadero-test/runner/errors'
import { browsersCommand } from './browsers.js'

async function problemOf(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const context = { env, signal: new AbortController().signal, write: () => undefined }
  const error = await browsersCommand(words, {}, context).catch((problem: unknown) => problem)
  if (error instanceof UserError) return `${error.message}\n${error.hint ?? ''}`
  throw error
}

describe('browsers', () => {
  test.each(['remove', 'Install', ''])('knows no action %j', async (action) => {
    expect(await problemOf([action])).toBe(
      `Unknown action "${action}" of browsers\nUse \`browsers install\`.`,
    )
  })

  test.each([
    'firefox',
    'chrome@',
    'chrome@latest',
    'chrome@1.2.3.4.5',
    'chrome@131@132',
    '@131',
    'chrome@../x',
  ])('knows no browser %s', async (choice) => {
    expect(await problemOf(['install', choice])).toBe(
      `Unknown browser "${choice}"\nUse chrome-headless-shell or chrome, and after @ a version such as 131, 131.0.6778.108 or stable.`,
    )
  })

  test('says what local runs use without a download', async () => {
    const env = {
      LOADERO_BROWSERS_MIRROR: 'http://user:secret@127.0.0.1:1/chrome',
      CHROME_PATH: '/no/browser',
    }
    const problem = await problemOf(['install', 'chrome@131.0.6778.108'], env)
    expect(problem).toMatch(/^http:\/\/127\.0\.0\.1:1\/chrome\/131\.0\.6778\.108\/\S+ cannot be reached: /)
    expect(problem).toContain('No other browser is on this machine.')
    expect(problem).not.toContain('secret')
    const found = await problemOf(['install', 'chrome@131.0.6778.108'], {
      ...env,
      CHROME_PATH: process.execPath,
      CHROMEDRIVER_PATH: process.execPath,
    })
    expect(found).toContain(
      `Local runs use what is on this machine: ${process.execPath} with ${process.execPath}.`,
    )
  })
})
