import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
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
  const root = await createProject({
    '.gitignore': 'dist\n',
    'scenario.json': { default: { timecards: [{ name: 'open', durationMs: 250 }] } },
  })
  const first = await run(root, ['init'])
  expect(normalizeOutput(first.stdout)).toMatchInlineSnapshot(`
    "wrote loadero.config.ts
    wrote specs/first.loadero.ts
    wrote specs/first.ts
    kept  .gitignore
    wrote .github/workflows/load-tests.yml

    Next:
      - create package.json and install the packages: npx loadero-test init --install
      - add .loadero/ to .gitignore: reports, logs and screenshots go there
      - download a browser, if this machine has none: npx loadero-test browsers install
      - run specs/first.loadero.ts in browsers on this machine: npx loadero-test --local
      - write the existing tests of a Loadero project: npx loadero-test pull
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
    kept  specs/first.ts
    kept  .gitignore
    wrote .gitlab/load-tests.yml

    Next:
      - create package.json and install the packages: npx loadero-test init --install
      - add .loadero/ to .gitignore: reports, logs and screenshots go there
      - download a browser, if this machine has none: npx loadero-test browsers install
      - run specs/first.loadero.ts in browsers on this machine: npx loadero-test --local
      - write the existing tests of a Loadero project: npx loadero-test pull
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

/** A package manager that only notes how it was called. */
async function fakePackageManager(root: string, name: string) {
  const file = join(root, 'bin', name)
  await mkdir(join(root, 'bin'))
  await writeFile(file, `#!/bin/sh\necho "${name} $*" > "${root}/called.txt"\n`, { mode: 0o755 })
  return { PATH: `${join(root, 'bin')}:${process.env['PATH']}` }
}

test('init creates package.json and installs when asked', async () => {
  const root = await createProject({})
  const env = await fakePackageManager(root, 'npm')
  const { code, stdout } = await run(root, ['init', '--ci', 'none', '--install'], env)
  expect(code).toBe(0)
  expect(stdout).not.toContain('creates package.json and installs')
  expect(JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))).toMatchObject({
    private: true,
    type: 'module',
    allowScripts: { '@nightwatch/nightwatch-inspector': false },
  })
  expect(await readFile(join(root, 'called.txt'), 'utf8')).toMatch(
    /^npm install --save-dev loadero-test@\d+\.\d+\.\d+ @loadero-test\/engine@\d+\.\d+\.\d+\n$/,
  )
})

test('init installs with the package manager of the project', async () => {
  const root = await createProject({
    'package.json': { devDependencies: { 'loadero-test': '1' } },
    'pnpm-lock.yaml': '',
  })
  const env = await fakePackageManager(root, 'pnpm')
  expect((await run(root, ['init', '--ci', 'none', '--install'], env)).code).toBe(0)
  expect(await readFile(join(root, 'called.txt'), 'utf8')).toMatch(
    /^pnpm add --save-dev --ignore-workspace-root-check @loadero-test\/engine@\S+\n$/,
  )
  expect(await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8')).toContain(
    "'@nightwatch/nightwatch-inspector': false",
  )
})

test('an installation that fails is reported with its command', async () => {
  const root = await createProject({})
  await mkdir(join(root, 'bin'))
  await writeFile(join(root, 'bin', 'npm'), '#!/bin/sh\nexit 3\n', { mode: 0o755 })
  const { code, stderr } = await run(root, ['init', '--install'], {
    PATH: `${join(root, 'bin')}:${process.env['PATH']}`,
  })
  expect(stderr).toContain('npm could not install loadero-test and @loadero-test/engine: exit code 3')
  expect(code).toBe(2)
})
