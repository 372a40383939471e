import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What the linter says when this line is added to a file of a copy of the packages' sources. */
const lintWith = async (file: string, line: string): Promise<string> => {
  const copy = await mkdtemp(join(tmpdir(), 'arrows-'))
  onTestFinished(() => rm(copy, { recursive: true }))
  for (const settings of ['.oxlintrc.json', 'tsconfig.json'])
    await cp(join(root, settings), join(copy, settings))
  await cp(join(root, 'packages'), join(copy, 'packages'), {
    recursive: true,
    filter: (path) => !/\/(node_modules|dist)$/.test(path),
  })
  await writeFile(join(copy, file), line, { flag: 'a' })
  try {
    return execFileSync(join(root, 'node_modules', '.bin', 'oxlint'), ['--format', 'unix'], {
      cwd: copy,
      encoding: 'utf8',
    })
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}

test('the sources as they are keep to the arrows', async () => {
  expect(await lintWith('packages/core/src/clock.ts', '')).not.toMatch(/no-restricted-imports|no-cycle/)
})

test.each([
  [
    'core imports the runner',
    'packages/core/src/clock.ts',
    "import '@loadero-test/runner'",
    'no-restricted-imports',
  ],
  [
    'the server imports the runner',
    'packages/server/src/store.ts',
    "import '@loadero-test/runner'",
    'no-restricted-imports',
  ],
  [
    'the runner imports the server, if only its types',
    'packages/runner/src/model.ts',
    "import type { App } from '@loadero-test/server'",
    'no-restricted-imports',
  ],
  [
    'the engine imports the command',
    'packages/engine/src/engine.ts',
    "import 'loadero-test'",
    'no-restricted-imports',
  ],
  [
    'the plan imports the run',
    'packages/runner/src/plan/diff.ts',
    "import '../run/judge.js'",
    'no-restricted-imports',
  ],
  [
    'the pull imports the plan',
    'packages/runner/src/pull/draft.ts',
    "import '../plan/diff.js'",
    'no-restricted-imports',
  ],
  [
    'a report imports the session',
    'packages/runner/src/report/junit.ts',
    "import '../session.js'",
    'no-restricted-imports',
  ],
  [
    'two files import each other',
    'packages/core/src/clock.ts',
    "import { virtualClock } from './virtual-clock.js'\nexport const again = virtualClock",
    'no-cycle',
  ],
])('the lint fails when %s', async (_, file, line, rule) => {
  expect(await lintWith(file, `\n${line}\n`)).toContain(rule)
})
