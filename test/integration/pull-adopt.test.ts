import { expect, inject, test } from 'vitest'
import { pullCommand } from '../../packages/cli/src/commands/pull.js'
import { resolveConfig } from '../../packages/cli/src/config/config.js'
import { startLoadero } from '../support/loadero.js'
import { createProject } from '../support/project.js'

type Loadero = Awaited<ReturnType<typeof startLoadero>>

function createTest({ client }: Loadero, name: string) {
  return client.tests.create({
    name,
    script: 'client => client.end()\n',
    mode: 'load',
    increment_strategy: 'linear',
    start_interval: 10,
    participant_timeout: 60,
  })
}

async function createRemote(loadero: Loadero, names: readonly string[]) {
  const { client } = loadero
  for (const name of names) {
    const { id } = await createTest(loadero, name)
    await client.test(id).participants.create({ name: 'visitor', count: 1, browser: 'chromeLatest' })
  }
}

/** Pulls with an answer to each question; undefined is not a terminal. */
async function pull({ env, requests }: Loadero, answer?: boolean) {
  const cwd = await createProject({})
  const config = resolveConfig({ command: 'pull', filters: [], flags: {}, env, cwd })
  const questions: string[] = []
  let output = ''
  const before = requests.length
  const exit = await pullCommand(config, {
    env,
    write: (text) => void (output += text),
    colors: false,
    signal: new AbortController().signal,
    version: '0.0.0',
    specModule: inject('specModule'),
    ...(answer !== undefined && {
      confirm: (question: string) => {
        questions.push(question)
        return Promise.resolve(answer)
      },
    }),
  })
  const writes = requests.slice(before).filter((line) => !line.startsWith('GET '))
  return { exit, output, questions, writes }
}

test.each([
  ['without a terminal', undefined],
  ['when the answer is no', false],
])('a pull changes nothing at Loadero %s', async (_case, answer) => {
  const loadero = await startLoadero()
  await createRemote(loadero, ['call > one', 'call > two', 'shop'])
  const { exit, output, questions, writes } = await pull(loadero, answer)
  expect(output).toContain(
    '3 tests are unmanaged: loadero-test runs them, and changes them only after `loadero-test push --adopt specs`\n',
  )
  expect({ code: exit.code, questions: questions.length, writes }).toEqual({
    code: 0,
    questions: answer === undefined ? 0 : 1,
    writes: [],
  })
})

test('a pull adopts its tests when the answer is yes', async () => {
  const loadero = await startLoadero()
  await createRemote(loadero, ['call > one', 'shop'])
  const { exit, output } = await pull(loadero, true)
  expect([exit.code, exit.reason]).toEqual([0, 'Loadero matches the specs'])
  expect(output).toMatch(/✓ call > one {2}.*\n✓ shop {2}/)
  const again = await pull(loadero, true)
  expect(again.output).not.toContain('unmanaged')
  expect({ questions: again.questions, writes: again.writes }).toEqual({ questions: [], writes: [] })
  await createRemote(loadero, ['later'])
  expect((await pull(loadero)).output).toContain('1 test of 3 is unmanaged')
})

test('a test that is marked skip is not offered', async () => {
  const loadero = await startLoadero()
  await createTest(loadero, 'empty')
  const { output, questions } = await pull(loadero, true)
  expect(output).toContain('is marked skip')
  expect([output.includes('unmanaged'), questions]).toEqual([false, []])
})
