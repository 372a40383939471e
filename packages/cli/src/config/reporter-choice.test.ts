import { expect, test } from 'vitest'
import { resolveConfig } from './config.js'
import { noConfigFile } from './config-file.js'
import type { ReporterRequests } from './reporter-choice.js'

function chosen(
  flags: Record<string, string>,
  reporter?: ReporterRequests,
  env: Record<string, string> = {},
) {
  return resolveConfig({
    command: 'run',
    filters: [],
    flags: { root: 'sub', ...flags },
    env,
    file: { ...noConfigFile, name: 'loadero.config.ts', reporter },
    cwd: '/project',
  }).reporter.map(({ name, options }) => [name, options])
}

test('a flag wins over the environment and the file', () => {
  expect(chosen({})).toEqual([
    ['console', {}],
    ['junit', {}],
  ])
  expect(chosen({}, undefined, { GITHUB_ACTIONS: 'true' })).toContainEqual(['github', {}])
  expect(chosen({}, ['console'], { GITHUB_ACTIONS: 'true' })).toEqual([['console', {}]])
  expect(chosen({}, ['console'], { LOADERO_REPORTER: 'junit' })).toEqual([['junit', {}]])
  expect(chosen({ reporter: 'a,b' }, ['console'], { LOADERO_REPORTER: 'junit' })).toEqual([
    ['a', {}],
    ['b', {}],
  ])
})

test('a chosen reporter keeps its options of the file', () => {
  const file: ReporterRequests = ['console', ['junit', { outputFile: 'out/a.xml', profile: 'strict' }]]
  expect(chosen({ reporter: 'junit' }, file)).toEqual([
    ['junit', { outputFile: '/project/sub/out/a.xml', profile: 'strict' }],
  ])
  expect(chosen({ reporter: 'junit=b.xml' }, file)).toEqual([
    ['junit', { outputFile: '/project/b.xml', profile: 'strict' }],
  ])
})

test('an added reporter is used once', () => {
  expect(chosen({ addReporter: './mine.ts,junit' }, ['console', 'junit'])).toEqual([
    ['console', {}],
    ['junit', {}],
    ['/project/mine.ts', {}],
  ])
})

test('paths are relative to their source', () => {
  expect(chosen({}, ['./mine.ts', '/abs/other.js', '@team/reporter'])).toEqual([
    ['/project/sub/mine.ts', {}],
    ['/abs/other.js', {}],
    ['@team/reporter', {}],
  ])
})

test.each([',', 'junit,', 'junit=', '=a.xml'])('the reporter list %j is refused', (text) => {
  expect(() => chosen({ reporter: text })).toThrowErrorMatchingSnapshot()
})
