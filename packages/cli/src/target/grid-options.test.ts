import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { knownSecrets } from '@loadero-test/runner/secrets'
import { expect, onTestFinished, test } from 'vitest'
import { type GridSettings, readGridOptions } from './grid-options.js'

async function folder(files: Readonly<Record<string, string>>) {
  const directory = await mkdtemp(join(tmpdir(), 'loadero-test-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content)
  return directory
}

function read(settings: Partial<GridSettings>, directories: readonly string[] = []) {
  const grid = new URL('https://me:pass-of-grid@grid:4444')
  return readGridOptions(
    { grid, gridCapabilities: undefined, gridDevtools: undefined, ...settings },
    directories,
  )
}

const capabilities = { browserVersion: '156', 'v:options': { accessKey: 'key-of-vendor' } }

test('capabilities are JSON or a file, the first one of several', async () => {
  const [first, second] = await Promise.all([
    folder({}),
    folder({ 'grid.json': JSON.stringify(capabilities) }),
  ])
  for (const text of [` ${JSON.stringify(capabilities)}`, 'grid.json', join(second, 'grid.json')])
    expect(read({ gridCapabilities: text }, [first, second]).gridCapabilities).toEqual(capabilities)
})

test('credentials are known as secrets', () => {
  read({
    gridCapabilities: JSON.stringify(capabilities),
    gridDevtools: 'wss://me:pass-of-devtools@v/{sessionId}?token=token-of-devtools',
  })
  const hidden = ['pass-of-grid', 'key-of-vendor', 'pass-of-devtools', 'token-of-devtools']
  expect(hidden.filter((secret) => !knownSecrets().has(secret))).toEqual([])
})

test.each([
  ['a text that is not JSON', '{"accessKey": "hush-hush"'],
  ['a list', '[1]'],
  ['a file that is missing', 'none.json'],
  ['a file with a number', 'number.json'],
  ['a file with a text that is not JSON', 'text.json'],
])('%s is refused without its text', async (_, gridCapabilities) => {
  const directory = await folder({ 'number.json': '7', 'text.json': 'hush-hush' })
  let message = ''
  try {
    read({ gridCapabilities }, [directory])
  } catch (error) {
    message = String(error).replaceAll(directory, '<directory>')
  }
  expect(message).not.toContain('hush')
  expect(message).toMatchSnapshot()
})

test.each([
  ['capabilities', { gridCapabilities: '{}' }],
  ['an address of DevTools', { gridDevtools: '/devtools/{sessionId}' }],
])('%s without a grid are refused', (_, settings) => {
  expect(() => read({ grid: undefined, ...settings })).toThrow(/^--grid-\w+ needs a grid$/)
})
