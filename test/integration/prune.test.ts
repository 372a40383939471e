import { join } from 'node:path'
import { findPrunable } from '@loadero-test/runner'
import { expect, inject, onTestFinished, test } from 'vitest'
import { aTest } from '../../packages/runner/test/examples.js'
import { createPlanEnvironment } from '../support/plan-environment.js'
import { createProject, head, spec } from '../support/project.js'
import { normalizeOutput } from '../support/normalize-output.js'

const alias = { 'loadero-test': inject('specModule') }

async function create(files: Parameters<typeof createProject>[0]) {
  const environment = createPlanEnvironment()
  onTestFinished(environment.close)
  const root = await createProject(files)
  const signal = new AbortController().signal
  const prunable = (prefix = '', folder = '', include?: readonly string[]) =>
    findPrunable(
      { root: join(root, folder), include, alias, loadTimeoutMs: 120_000, allowOnly: true },
      { prefix },
      { connect: () => Promise.resolve(environment.client), signal },
    )
  return { ...environment, prunable }
}

function aSpec(name: string, file = 'specs/gone.loadero.ts') {
  return {
    ...aTest(name),
    location: { file, line: 1 },
  }
}

test('undeclared tests are listed with file and runs', async () => {
  const { client, push, prunable } = await create({ 'specs/a.loadero.ts': spec('stays') })
  const [stays = 0, goes = 0] = await push([aSpec('stays'), aSpec('goes')])
  const [branch = 0] = await push([aSpec('goes')], { prefix: 'x' })
  await client.tests.duplicate(goes, { name: 'by hand' })
  for (const id of [goes, goes, stays]) await client.test(id).launch()
  expect((await prunable()).prunable).toEqual([
    { id: goes, name: 'goes', file: 'specs/gone.loadero.ts', runs: 2 },
  ])
  expect((await prunable('x')).prunable).toMatchObject([{ id: branch, name: '[x] goes', runs: 0 }])
})

test('skipped, pinned and renamed tests are not pruned', async () => {
  const files = (pin: number) => ({
    'specs/a.loadero.ts': `${head}test.skip('skipped', {} as never)\ntest.only('chosen', { id: ${pin}, script: script('./script.js'), participants: [{ name: 'p', browser: 'chromeLatest' }] })`,
    'specs/b.loadero.ts': spec('new name'),
  })
  const environment = createPlanEnvironment()
  onTestFinished(environment.close)
  const [pinned = 0] = await environment.push([
    aSpec('once called so'),
    aSpec('skipped'),
    aSpec('old name', 'specs/b.loadero.ts'),
  ])
  const root = await createProject(files(pinned))
  const { prunable, renamed } = await findPrunable(
    { root, alias, loadTimeoutMs: 120_000, allowOnly: true },
    { prefix: '' },
    { connect: () => Promise.resolve(environment.client), signal: new AbortController().signal },
  )
  expect(prunable).toEqual([])
  expect([...renamed]).toEqual([['new name', 'old name']])
})

test('broken or missing specs prevent a prune', async () => {
  const broken = await create({ 'specs/a.loadero.ts': 'throw new Error()' })
  await broken.push([aSpec('goes')])
  const before = broken.requests.length
  expect(await broken.prunable()).toMatchObject({ prunable: [], diagnostics: [{ code: 'spec-threw' }] })
  const none = await create({})
  const refusal = await none.prunable().catch((error: unknown) => error)
  expect(normalizeOutput(String(refusal))).toMatchInlineSnapshot(
    `"UserError: no spec was found below <root>, so every managed test would be pruned"`,
  )
  expect(broken.requests.length).toBe(before)
})

function config(name: string): string {
  return `[remote "origin"]\n\turl = git@github.com:shop/${name}.git\n`
}
const specs = {
  'specs/shop/a.loadero.ts': spec('shop'),
  'specs/call/b.loadero.ts': spec('call'),
  'specs/script.js': 'client => client.end()',
  'specs/shop/script.js': 'client => client.end()',
  'specs/call/script.js': 'client => client.end()',
}
const pushed = [
  aSpec('shop', 'specs/shop/a.loadero.ts'),
  aSpec('call', 'specs/call/b.loadero.ts'),
  aSpec('removed from its file', 'specs/shop/a.loadero.ts'),
  aSpec('gone from shop', 'specs/shop/gone.loadero.ts'),
  aSpec('gone from call', 'specs/call/gone.loadero.ts'),
]

test.each([
  ['the root', '', undefined, ['removed from its file', 'gone from shop', 'gone from call']],
  ['a folder of specs', 'specs/shop', undefined, ['removed from its file', 'gone from shop']],
  ['another include', '', ['specs/call/*.loadero.ts'], ['gone from shop', 'gone from call']],
] as const)('from %s only tests whose spec is gone are pruned', async (_, folder, include, expected) => {
  for (const place of [{}, { repository: 'github.com/shop/web' }]) {
    const files = 'repository' in place ? { ...specs, '.git/config': config('web') } : specs
    const { push, prunable } = await create(files)
    await push(pushed, place)
    const found = await prunable('', folder, include)
    expect(found.prunable.map(({ name }) => name).toSorted()).toEqual([...expected].toSorted())
    const kept = pushed.map(({ id }) => id).filter((id) => !(expected as readonly string[]).includes(id))
    // A test that is declared and read is neither kept for a reason nor pruned.
    for (const name of found.kept.keys()) expect(kept).toContain(name)
  }
})

test('tests of another repository are neither pruned, renamed nor changed', async () => {
  const { push, plan, prunable, client } = await create({ ...specs, '.git/config': config('web') })
  const ids = await push(pushed, { repository: 'github.com/shop/other' })
  await push([aSpec('without a repository')])
  expect((await prunable()).prunable).toEqual([])
  const own = { repository: 'github.com/shop/web' }
  const [same, renamed] = await plan(
    [aSpec('shop', 'specs/shop/a.loadero.ts'), aSpec('new name', 'specs/shop/gone.loadero.ts')],
    own,
  )
  expect((same?.error as Error | undefined)?.message ?? same?.plan?.test.kind).toMatch(
    /did not create it|keep/,
  )
  expect(renamed?.plan).toMatchObject({ syncState: 'missing' })
  expect((await client.tests.list()).results.length).toBe(ids.length + 1)
})
