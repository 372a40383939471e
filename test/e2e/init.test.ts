import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { check } from 'prettier'
import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { normalizeOutput } from '../support/normalize-output.js'
import { createProject } from '../support/project.js'

const parsers = { ts: 'typescript', js: 'babel', yml: 'yaml' } as const

async function filesOf(root: string) {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** Files that prettier would change. */
async function unformatted(root: string) {
  const files = (await filesOf(root)).filter((file) => !file.endsWith('script.js'))
  const checked = files.map(async (file) => {
    const parser = parsers[file.split('.').at(-1) as keyof typeof parsers]
    const text = await readFile(file, 'utf8')
    return !parser || (await check(text, { parser, semi: false, singleQuote: true })) ? [] : [file]
  })
  return (await Promise.all(checked)).flat()
}

test('init writes a passing project and keeps existing files', async () => {
  const root = await createProject({ '.gitignore': 'dist\n', 'scenario.json': {} })
  const first = await run(root, ['init'])
  expect(normalizeOutput(first.stdout)).toMatchInlineSnapshot(`
    "wrote loadero.config.ts
    wrote specs/first.loadero.ts
    wrote specs/first.js
    kept  .gitignore
    wrote .github/workflows/load-tests.yml

    Next:
      - npm install --save-dev loadero-test
      - add .loadero/ to .gitignore: reports, logs and screenshots go there
      - npx loadero-test --local runs specs/first.loadero.ts in browsers on this machine
      - npx loadero-test pull writes the existing tests of a Loadero project
      - at GitHub, set the variable LOADERO_PROJECT_ID and the secret LOADERO_ACCESS_TOKEN
    Exit 0: 4 of 5 files written
    "
  `)
  expect(first.code).toBe(0)
  expect(await unformatted(root)).toEqual([])
  const session = await run(root, ['--simulate', 'scenario.json'])
  expect(normalizeOutput(session.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    1 test in 1 file

      the first page opens for two people: run 1 launched
    ✓ the first page opens for two people  2/2 participants  <duration>  4 CU  ran exactly what specs/first.loadero.ts says (<hash>)

    Tests         1 passed of 1
    Participants  2 passed of 2 (simulated)
    Compute units 4 (estimated 4)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 0: all tests passed
    "
  `)
  expect(session.code).toBe(0)

  const config = join(root, 'loadero.config.ts')
  await writeFile(config, 'export default {}\n')
  const again = await run(root, ['init', '--ci', 'gitlab'])
  expect(normalizeOutput(again.stdout)).toMatchInlineSnapshot(`
    "kept  loadero.config.ts
    kept  specs/first.loadero.ts
    kept  specs/first.js
    kept  .gitignore
    wrote .gitlab/load-tests.yml

    Next:
      - npm install --save-dev loadero-test
      - add .loadero/ to .gitignore: reports, logs and screenshots go there
      - npx loadero-test --local runs specs/first.loadero.ts in browsers on this machine
      - npx loadero-test pull writes the existing tests of a Loadero project
      - add \`include: '.gitlab/load-tests.yml'\` to .gitlab-ci.yml, and a schedule
      - at GitLab, set the variable LOADERO_PROJECT_ID and the hidden variable LOADERO_ACCESS_TOKEN
    Exit 0: 1 of 5 files written
    "
  `)
  expect(await readFile(config, 'utf8')).toBe('export default {}\n')
})

test('an unknown CI is refused and nothing written', async () => {
  const root = await createProject({})
  const { code, stderr } = await run(root, ['init', '--ci', 'travis'])
  expect(normalizeOutput(stderr)).toMatchInlineSnapshot(`
    "--ci must be one of github, gitlab, jenkins, azure, circleci, none, not 'travis'
    Exit 2: usage error
    "
  `)
  expect(code).toBe(2)
  expect(await filesOf(root)).toEqual([join(root, 'specs/script.js')])
})
