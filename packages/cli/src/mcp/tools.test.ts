import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resolveConfig } from '../config/config.js'
import { parseArguments } from '../options/parse-arguments.js'
import { createTools } from './tools.js'

const token = { LOADERO_ACCESS_TOKEN: 'token', LOADERO_PROJECT_ID: '7' }

/** Whether a command may launch a run at Loadero, read from its arguments as the command itself reads them. */
function canSpend(args: readonly string[], withToken: boolean): boolean {
  const parsed = parseArguments(args)
  if (parsed.kind === 'help') return false
  const { command, words, flags } = parsed
  if (['list', 'plan', 'report'].includes(command)) return false
  const env = withToken ? token : {}
  const { target } = resolveConfig({ command, filters: words, flags, env, cwd: '/project' })
  return target.kind === 'service'
}

/** A service whose plan has two tests, and changes when `drift` changes. */
function createWorld() {
  const world = { now: 0, drift: 0, ids: 0, launches: new Array<readonly string[]>() }
  const tools = createTools(
    (args, { withToken }) => {
      if (canSpend(args, withToken)) world.launches.push(args)
      const tests = ['a', 'b'].map((name, n) => ({ name, id: n + 1, computeUnits: 2, changes: world.drift }))
      const plan = { tests, computeUnits: 4, diagnostics: [] }
      return Promise.resolve({ code: 0, stdout: JSON.stringify(plan), stderr: '' })
    },
    () => world.now,
    () => `id-${world.ids++}`,
  )
  const call = async (name: string, input: unknown) =>
    tools.find((tool) => tool.name === name)?.call(input) ?? { text: '', isError: true }
  /** The arguments that a tool knows. */
  const known = (name: string, input: object) => {
    const keys = Object.keys(tools.find((tool) => tool.name === name)?.input.shape ?? {})
    return Object.fromEntries(Object.entries(input).filter(([key]) => keys.includes(key)))
  }
  return { world, call, known, names: tools.map(({ name }) => name) }
}

const hostile = fc.oneof(
  fc.constantFrom(
    '--local',
    '--',
    '-w',
    '--detach',
    '--max-cu=9999',
    'run',
    'push',
    '',
    'id-0',
    'id-1',
    'last',
  ),
  fc.string({ maxLength: 8 }),
)
const input = fc.record(
  {
    filters: fc.array(hostile, { maxLength: 2 }),
    name: hostile,
    tag: hostile,
    scenario: hostile,
    session: hostile,
    test: hostile,
    confirmation: hostile,
  },
  { requiredKeys: [] },
)
const { names } = createWorld()
const step = fc.oneof(
  fc.record({ kind: fc.constant('call' as const), name: fc.constantFrom(...names), input }),
  fc.constant({ kind: 'wait' as const }),
  fc.constant({ kind: 'drift' as const }),
  fc.constant({ kind: 'plan' as const }),
  fc.record({ kind: fc.constant('confirm' as const), id: fc.nat(4) }),
)

test.each(names)('%s refuses an argument that it does not know', async (name) => {
  const { world, call } = createWorld()
  const valid = { scenario: 's.json', test: 'a', confirmation: 'id-0' }
  for (const extra of ['filter', 'max-cu', 'Tag', 'force', '__proto__x']) {
    const result = await call(name, { ...createWorld().known(name, valid), [extra]: 'x' })
    expect(result).toMatchObject({ isError: true, text: expect.stringContaining(extra) })
  }
  expect(world.launches).toEqual([])
})

test('no sequence of calls spends compute units without a confirmation', async () => {
  let launched = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const { world, call, known } = createWorld()
      const wrong: string[] = []
      const open = new Map<string, { drift: number; now: number }>()
      for (const one of steps) {
        if (one.kind === 'wait') world.now += 5 * 60_000
        else if (one.kind === 'drift') world.drift++
        else {
          const name = one.kind === 'call' ? one.name : one.kind === 'plan' ? 'plan_run' : 'run_at_loadero'
          const id =
            one.kind === 'confirm' ? `id-${one.id}` : one.kind === 'call' ? one.input.confirmation : ''
          const toolInput =
            one.kind === 'call' ? known(name, one.input) : one.kind === 'plan' ? {} : { confirmation: id }
          const before = world.launches.length
          const issued = world.ids
          await call(name, toolInput).catch(() => undefined)
          if (world.ids > issued) open.set(`id-${issued}`, { drift: world.drift, now: world.now })
          const allowed = name === 'run_at_loadero' ? open.get(id ?? '') : undefined
          const isValid = allowed?.drift === world.drift && world.now < allowed.now + 10 * 60_000
          if (world.launches.length - before !== (isValid ? 1 : 0)) wrong.push(name)
          if (name === 'run_at_loadero') open.delete(id ?? '')
          launched += world.launches.length - before
        }
      }
      expect(wrong).toEqual([])
      for (const args of world.launches) expect(args).toContain('--max-cu=4')
    }),
    { numRuns: 10_000 },
  )
  expect(launched).toBeGreaterThan(100)
})
