import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { LoaderoClient } from '@loadero-test/core'
import { check } from 'prettier'
import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { accessToken, startLoadero } from '../support/loadero.js'
import { normalizeOutput } from '../support/normalize-output.js'
import { createProject, spec } from '../support/project.js'

const repository = fileURLToPath(new URL('../..', import.meta.url))

async function createTest(client: LoaderoClient, name: string) {
  const { id } = await client.tests.create({
    name,
    script: 'client => client.end()\n',
    mode: 'load',
    increment_strategy: 'random_group',
    start_interval: 90,
    participant_timeout: 600,
  })
  const node = client.test(id)
  const group = node.group((await node.groups.create({ name: 'pair', count: 2 })).id)
  for (const number of [1, 2, 3]) {
    await group.participants.create({ name: `caller ${number}`, count: 1, browser: 'chrome131' })
  }
  await node.participants.create({ name: 'observer', count: 1, browser: 'chromeLatest', record_audio: true })
  const limits = [
    ['webrtc/audio/rtt/avg', 'lt', '200'],
    ['webrtc/video/codec/in', 'regex', '^VP'],
    ['webrtc/audio/rtt/avg', 'lt', 'nothing'],
  ] as const
  for (const [path, operator, expected] of limits) {
    const assert = node.assert((await node.asserts.create({ path, operator, expected })).id)
    await assert.preconditions.create({ property: 'group_num', operator: 'regex', expected: '[01]' })
    await assert.preconditions.create({ property: 'browser', operator: 'eq', expected: 'chrome131' })
  }
}

/** A project without specs, whose imports resolve to the built command. */
function emptyProject() {
  return createProject({
    'tsconfig.json': {
      compilerOptions: {
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        module: 'nodenext',
        paths: { 'loadero-test': [join(repository, 'packages/cli/dist/index.d.ts')] },
      },
      include: ['specs/*.ts'],
    },
  })
}

test('pulled specs are formatted, compile and are found', async () => {
  const { client, env, requests } = await startLoadero()
  await createTest(client, "call > two people's talk")
  await createTest(client, 'call > a "crowd"')
  await createTest(client, '../other')
  const root = await emptyProject()
  const before = requests.length
  const { code, stdout, stderr } = await run(root, ['pull'], env)
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    wrote specs/call.loadero.ts
    wrote specs/other.loadero.ts
    wrote specs/call-two-people-s-talk.js
    wrote specs/call-a-crowd.js
    wrote specs/other.js
    3 tests are unmanaged: loadero-test runs them, and changes them only after \`loadero-test push --adopt specs\`
    Exit 0: 3 tests pulled
    "
  `)
  expect(code).toBe(0)
  expect(stdout + stderr).not.toContain(accessToken)
  const sent = requests.slice(before)
  expect(sent.filter((line) => !line.startsWith('GET '))).toEqual([])
  expect(sent).toHaveLength(3 + 3 * 3)

  const specs = (await readdir(join(root, 'specs'))).filter((file) => file.endsWith('.ts'))
  for (const file of specs) {
    const text = await readFile(join(root, 'specs', file), 'utf8')
    expect(await check(text, { parser: 'typescript', semi: false, singleQuote: true })).toBe(true)
  }
  const tsc = join(repository, 'node_modules/typescript/bin/tsc')
  await promisify(execFile)(process.execPath, [tsc, '-p', root])
  const list = await run(root, ['list'])
  expect(normalizeOutput(list.stdout)).toMatchInlineSnapshot(`
    "specs/call.loadero.ts:4 warning impossible-gate
      test 'call > two people's talk': has an assert on webrtc/audio/rtt/avg with the limit "nothing", which is not a number
      Check where the limit comes from: a missing variable is "undefined", a failed conversion "NaN".
    specs/call.loadero.ts:40 warning impossible-gate
      test 'call > a "crowd"': has an assert on webrtc/audio/rtt/avg with the limit "nothing", which is not a number
      Check where the limit comes from: a missing variable is "undefined", a failed conversion "NaN".
    specs/other.loadero.ts:3 warning impossible-gate
      test '../other': has an assert on webrtc/audio/rtt/avg with the limit "nothing", which is not a number
      Check where the limit comes from: a missing variable is "undefined", a failed conversion "NaN".
    specs/call.loadero.ts:4  call > two people's talk  (7 participants)
    specs/call.loadero.ts:40  call > a "crowd"  (7 participants)
    specs/other.loadero.ts:3  ../other  (7 participants)
    "
  `)
  expect(list.code).toBe(0)
  expect((await run(root, ['plan', '--detailed-exitcode'], env)).code).toBe(0)
})

test('changed specs are replaced only with --force', async () => {
  const { client, env } = await startLoadero()
  await createTest(client, 'call')
  const root = await emptyProject()
  expect((await run(root, ['pull', '--out-dir', 'load'], env)).code).toBe(0)
  const again = await run(root, ['pull', '--out-dir', 'load'], env)
  expect(normalizeOutput(again.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    1 test is unmanaged: loadero-test runs them, and changes them only after \`loadero-test push --adopt load\`
    Exit 0: 1 test pulled, all files already up to date
    "
  `)
  const file = join(root, 'load/call.loadero.ts')
  const pulled = await readFile(file, 'utf8')
  await writeFile(file, pulled.replace('90s', '10s'))
  const refused = await run(root, ['pull', '--out-dir', 'load'], env)
  expect(normalizeOutput(refused.stderr)).toMatchInlineSnapshot(`
    "Nothing was written, because these files exist with another content:
      load/call.loadero.ts
      Overwrite them with --force, or write to another folder with --out-dir.
    Exit 2: usage error
    "
  `)
  expect(refused.code).toBe(2)
  expect(await readFile(file, 'utf8')).toContain('10s')
  const forced = await run(root, ['pull', '--out-dir', 'load', '--force'], env)
  expect(normalizeOutput(forced.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    wrote load/call.loadero.ts
    1 test is unmanaged: loadero-test runs them, and changes them only after \`loadero-test push --adopt load\`
    Exit 0: 1 test pulled
    "
  `)
  expect(await readFile(file, 'utf8')).toBe(pulled)
})

test('a pull that fails writes nothing', async () => {
  const { env } = await startLoadero()
  const root = await emptyProject()
  const empty = await run(root, ['pull'], env)
  expect(normalizeOutput(empty.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    Exit 3: the project has no tests
    "
  `)
  expect(empty.code).toBe(3)
  expect((await run(root, ['pull'], { ...env, LOADERO_ACCESS_TOKEN: 'another' })).code).toBe(4)
  const nowhere = await run(root, ['pull', '--out-dir', '../elsewhere'], env)
  expect(normalizeOutput(nowhere.stderr)).toMatchInlineSnapshot(`
    "--out-dir ../elsewhere must be inside the root, where specs are found
    Exit 2: usage error
    "
  `)
  const withoutToken = await run(root, ['pull'])
  expect(normalizeOutput(withoutToken.stderr)).toMatchInlineSnapshot(`
    ""pull" needs Loadero, but LOADERO_ACCESS_TOKEN is not set
      Set LOADERO_ACCESS_TOKEN, and LOADERO_PROJECT_ID or --project.
    Exit 2: usage error
    "
  `)
  expect([nowhere.code, withoutToken.code]).toEqual([2, 2])
  expect(await readdir(join(root, 'specs'))).toEqual(['script.js'])
})

test('pull leaves out tests that a spec declares', async () => {
  const { client, env } = await startLoadero()
  await createTest(client, 'new')
  const root = await createProject({
    'own/a.loadero.ts': spec('visits').replace('./script', '../specs/script'),
  })
  expect((await run(root, [], env)).code).toBe(0)
  const { stdout, code } = await run(root, ['pull'], env)
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    wrote specs/new.loadero.ts
    wrote specs/new.js
    'visits' was left out: it is already declared in own/a.loadero.ts
    1 test is unmanaged: loadero-test runs them, and changes them only after \`loadero-test push --adopt specs\`
    Exit 0: 1 test pulled, 1 left out
    "
  `)
  expect(code).toBe(0)
  expect(await readdir(join(root, 'specs'))).toEqual(['new.js', 'new.loadero.ts', 'script.js'])
})
